import type { Type } from '@nestjs/common';
import type { ChallengeStore } from '@system-management/challenge-store';
import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AUDIT, type AuditEvent, LogAudit } from '../../../src/operations/logging/audit.js';
import { LOGGER } from '../../../src/operations/logging/logger.js';
import { CHALLENGE_STORE } from '../../../src/storage/storage.module.js';
import { AuditIds } from '../../../src/user/captcha/keys/audit-ids.js';
import { LimitKeys } from '../../../src/user/captcha/keys/limit-keys.js';
import { PasswordsModule } from '../../support/example/passwords.module.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../../support/app.js';
import { scrapeMetrics } from '../support/scrape-metrics.js';

/** The allow-list of assurance §7. */
const FIELDS = [
  ...['at', 'tenant', 'event', 'type', 'purpose', 'recipient', 'recipientId', 'network', 'result'],
  ...['requestId', 'codeID'],
];

const start = async (events: AuditEvent[], env = {}, imports: Type[] = []): Promise<TestApp> => {
  const app = await TestApp.start({
    imports,
    env: { ...UNLIMITED, TRUSTED_PROXIES: '127.0.0.1/32', ...env },
    override: (builder) =>
      builder.overrideProvider(AUDIT).useValue({ record: (event: AuditEvent) => void events.push(event) }),
  });
  onTestFinished(() => app.close());
  return app;
};

describe('AUDIT: the audit sink', () => {
  it('receives an event for every code issued, verified and refused, with the allowed fields only', async () => {
    const events: AuditEvent[] = [];
    const app = await start(events);
    const account = 'jane.doe@example.com';
    const headers = { 'X-Forwarded-For': '203.0.113.77', 'X-Request-Id': 'r-1' };
    const { body } = await app.post(CAPTCHA, { use: 'login', type: 'email', account }, headers);
    const codeID = String(body.data['codeID']);
    const { code } = await app.delivered(codeID);
    const answer = { use: 'login', type: 'email', account, codeID };
    await app.post(
      `${CAPTCHA}/verify`,
      { ...answer, code: code === '000000' ? '111111' : '000000' },
      headers,
    );
    await app.post(`${CAPTCHA}/verify`, { ...answer, code }, headers);
    await app.post(CAPTCHA, { use: 'changePwd', type: 'image' }, headers);

    expect(events.map(({ event, result }) => `${event} ${result}`)).toEqual([
      'issue issued',
      'verify mismatch',
      'verify verified',
      'issue NotLogin',
    ]);
    for (const event of events) expect(Object.keys(event)).toEqual(FIELDS);
    expect(events[0]).toMatchObject({
      tenant: 'default',
      type: 'email',
      purpose: 'login',
      recipient: 'j***@e***.com',
      network: '203.0.113.0/24',
      requestId: 'r-1',
      codeID: codeID.slice(0, 6),
    });
    expect(events[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(events[0]?.recipientId).toMatch(/^[\w-]{22}$/);
    expect(events[1]?.recipientId).toBe(events[0]?.recipientId);
    expect(events[3]).toMatchObject({ purpose: 'changePwd', recipient: '', recipientId: '', codeID: '' });
    expect(JSON.stringify(events)).not.toMatch(new RegExp(`${code}|${codeID}|jane|203\\.0\\.113\\.77`));
  });

  it('receives the recipient of a redeemed ticket, and distinguishes used, invalid and stale tickets', async () => {
    const events: AuditEvent[] = [];
    const app = await start(events, {}, [PasswordsModule]);
    const ticketFor = async (use: string): Promise<string> => {
      const request = { use, type: 'email', account: 'jane.doe@example.com' };
      const { codeID } = (await app.post(CAPTCHA, request)).body.data;
      const { code } = await app.delivered(codeID);
      return String((await app.post(`${CAPTCHA}/verify`, { ...request, codeID, code })).body.data['ticket']);
    };
    const redeem = (ticket: string) =>
      app.post('/api/v1/system/example/passwords/reset', { ticket, password: 'correct horse' });
    const [ticket, older, ofLogin] = [
      await ticketFor('forgetPwd'),
      await ticketFor('forgetPwd'),
      await ticketFor('login'),
    ];
    const issued = events[0];
    events.length = 0;
    for (const one of [ticket, ticket, ofLogin, 'x.y.z']) await redeem(one);
    vi.spyOn(app.nest.get<ChallengeStore>(CHALLENGE_STORE), 'consumeProof').mockResolvedValueOnce('stale');
    await redeem(older);

    expect(events.map(({ event, result }) => `${event} ${result}`)).toEqual([
      'redeem redeemed',
      'redeem used',
      'redeem invalid',
      'redeem invalid',
      'redeem stale',
    ]);
    const [first, second, third, fourth, last] = events;
    for (const known of [first, second, third, last]) {
      expect(known).toMatchObject({ recipient: 'j***@e***.com', recipientId: issued?.recipientId });
      expect(known?.codeID).toMatch(/^[\w-]{6}$/);
    }
    expect(first?.codeID).toBe(issued?.codeID);
    expect(fourth).toMatchObject({ recipient: '', recipientId: '', codeID: '' });
    const refused = [...(await scrapeMetrics(app))].filter(([name]) =>
      name.startsWith('captcha_refused_total'),
    );
    expect(Object.fromEntries(refused)).toEqual({
      'captcha_refused_total{tenant="default",reason="used"}': 1,
      'captcha_refused_total{tenant="default",reason="invalid"}': 2,
      'captcha_refused_total{tenant="default",reason="stale"}': 1,
    });
  });

  it('receives no unknown purpose', async () => {
    const events: AuditEvent[] = [];
    const app = await start(events);
    await app.post(CAPTCHA, { use: 'jane@example.com', type: 'image' });
    expect(events).toMatchObject([{ purpose: '', result: 'Parameter' }]);
  });

  it('is by default the log at level info, independent of the configured level unless silent', () => {
    const lines: string[] = [];
    const out = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) });
    const event = { event: 'issue', result: 'issued' } as AuditEvent;
    new LogAudit(pino({ level: 'error', base: null }, out)).record(event);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ ...event, level: 30, msg: 'audit' });
    new LogAudit(pino({ level: 'silent', base: null }, out)).record(event);
    expect(lines).toHaveLength(1);
  });
});

describe('AuditIds', () => {
  const key = { id: 'k1', secret: randomBytes(32) };

  it('returns one id per recipient and tenant', () => {
    const ids = new AuditIds([key]);
    expect(ids.idOf('a', 'x@y.example')).toBe(ids.idOf('a', 'x@y.example'));
    expect(ids.idOf('b', 'x@y.example')).not.toBe(ids.idOf('a', 'x@y.example'));
    expect(ids.idOf('a', 'z@y.example')).not.toBe(ids.idOf('a', 'x@y.example'));
  });

  it('PRV-02: derives ids with another key than LimitKeys', () => {
    const id = new AuditIds([key]).idOf('a', 'x@y.example');
    const [limitKey = ''] = new LimitKeys([key]).keysFor('recipient', 'a', 'x@y.example');
    expect(limitKey.startsWith(id)).toBe(false);
  });
});

describe('LOGGER: the log entry of a request', () => {
  it('has tenant, route, status, duration and the masked recipient, and no caller-supplied values', async () => {
    const lines: Record<string, unknown>[] = [];
    const out = new Writable({
      write: (chunk, _, done) => (lines.push(JSON.parse(String(chunk)) as Record<string, unknown>), done()),
    });
    const app = await TestApp.start({
      env: UNLIMITED,
      override: (builder) =>
        builder.overrideProvider(LOGGER).useValue(pino({ level: 'info', base: null }, out)),
    });
    onTestFinished(() => app.close());
    const account = '+8613800138000';
    await app.post(CAPTCHA, { use: 'login', type: 'phone', account }, { 'X-Request-Id': 'r-2' });
    await app.post(CAPTCHA, { use: 'login', type: 'image' }, { 'tenant-code': 'invented' });
    await app.fetch('/health/live');
    const requests = lines.filter(({ msg }) => msg === 'request');
    expect(requests).toHaveLength(2);
    expect(requests[0]).toMatchObject({
      requestId: 'r-2',
      tenant: 'default',
      method: 'POST',
      route: CAPTCHA,
      status: 200,
      ms: expect.any(Number) as number,
      recipient: '+86*******00',
    });
    expect(JSON.stringify(lines)).not.toMatch(/13800138000|invented/);
  });
});
