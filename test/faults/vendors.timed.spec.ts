import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startFaultySmtp } from '../../libs/messaging/src/testing/sinks/faulty-smtp.js';
import { startHttpSink } from '../../libs/messaging/src/testing/sinks/http.sink.js';
import { writeTenants } from '../attack/support/attack-app.js';
import { CODE } from '../attack/support/requests.js';
import { ServiceProcess } from '../support/service-process.js';
import { CAPTCHA } from '../support/app.js';
import { send } from '../support/send.js';
import { VirtualUsers } from './support/virtual-users.js';
import { mailDsn, Sinks, smsDsn } from './support/sinks.js';
import { CROWD_LIMITS, verdict } from './support/verdict.js';
import { logMetric, SEED } from '../support/vitest/profile.js';

const TIMEOUT_S = 1;
/** How much longer than its transport's timeout a client waits, in milliseconds. */
const GRACE_MS = 300;
/** Times each faulty vendor is tried: fewer than open a breaker. */
const TRIES = 7;

/** A vendor that fails in one way, what its clients are told, and how many messages it may have been handed. */
interface Vendor {
  readonly tenant: string;
  readonly type: 'email' | 'phone';
  readonly dsn: string;
  readonly answers: readonly number[];
  readonly handed: () => number;
}

const smtp = async (
  tenant: string,
  faults: Parameters<typeof startFaultySmtp>[0],
  answers: readonly number[],
  options = '',
): Promise<Vendor> => {
  const server = await startFaultySmtp(faults);
  onTestFinished(() => server.stop());
  const dsn = mailDsn(server.port, TIMEOUT_S) + options;
  return { tenant, type: 'email', dsn, answers, handed: () => server.opened() };
};

const sms = async (
  tenant: string,
  answer: (response: ServerResponse) => void,
  answers: readonly number[],
): Promise<Vendor> => {
  const server = await startHttpSink(answer);
  onTestFinished(() => server.stop());
  return {
    tenant,
    type: 'phone',
    dsn: smsDsn(server.port, TIMEOUT_S),
    answers,
    handed: () => server.received.length,
  };
};

it('REL-05, REL-06: a vendor that fails is told of in time and in the contract’s words, and other types do not notice', async () => {
  const redirected = await startHttpSink();
  onTestFinished(() => redirected.stop());
  const { ok, timeout, delivery, frequent } = CODE;
  // A message that may have arrived stays counted, so a recipient meets the limit of five; one that surely did not, not.
  const unsure = [...Array<number>(5).fill(timeout), ...Array<number>(TRIES - 5).fill(frequent)];
  const each = (code: number): number[] => Array<number>(TRIES).fill(code);
  const vendors = [
    await smtp('mail-no-greeting', { greeting: 'silence' }, each(timeout)),
    await smtp('mail-slow-data', { message: 'silence' }, unsure),
    await smtp('mail-4xx', { RCPT: '451 later' }, each(delivery)),
    await smtp('mail-5xx', { RCPT: '550 nobody here' }, each(delivery)),
    await smtp('mail-reset', { MAIL: 'hang up' }, each(delivery)),
    await smtp('mail-bad-tls', { EHLO: '250-hello\r\n250 STARTTLS' }, each(delivery), '&tls=required'),
    await sms('sms-silence', () => undefined, unsure),
    await sms('sms-500', (response) => response.writeHead(500).end('boom'), each(delivery)),
    await sms(
      'sms-429',
      (response) => response.writeHead(429, { 'Retry-After': '60' }).end(),
      each(delivery),
    ),
    await sms(
      'sms-redirect',
      (response) => response.writeHead(307, { Location: `http://127.0.0.1:${redirected.port}/` }).end(),
      each(delivery),
    ),
    // Broken off after the message was handed over: it may have been sent.
    await sms('sms-garbage', (response) => response.socket?.end('\0\x01 no HTTP at all\r\n\r\n'), unsure),
    await sms('sms-head-drips', (response) => response.socket?.write('HTTP/1.1 200 O'), unsure),
    await sms('sms-body-drips', (response) => void response.writeHead(200).write('{'), [
      ...Array<number>(5).fill(ok),
      frequent,
      frequent,
    ]),
  ];
  const sinks = await Sinks.start();
  onTestFinished(() => sinks.stop());
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const tenants = vendors.map(({ tenant, type, dsn }) => ({
    code: tenant,
    ...(type === 'email' ? { mail: { dsn } } : { sms: { dsn } }),
  }));
  const file = await writeTenants(folder, { limits: CROWD_LIMITS, tenants });
  const service = await ServiceProcess.start({ env: { ...sinks.env, TENANTS_FILE: file } });
  onTestFinished(() => service.stop());
  const crowd = VirtualUsers.start({ urls: [service.url], sinks, seed: SEED, people: 6 });
  onTestFinished(() => crowd.stop());

  const asked = await Promise.all(
    vendors.map(async ({ tenant, type }) => {
      const account = type === 'email' ? 'jane@example.com' : '+8613800138000';
      const told: { readonly code: number; readonly ms: number }[] = [];
      for (let i = 0; i < TRIES; i++) {
        const start = performance.now();
        const json = JSON.stringify({ use: 'login', type, account });
        const { text } = await send(service.url + CAPTCHA, json, { 'iThings-tenant-code': tenant });
        const { code } = JSON.parse(text) as { code: number };
        told.push({ code, ms: performance.now() - start });
      }
      return told;
    }),
  );
  await crowd.stop();
  expect(verdict({ crowd, sinks, episodes: [], lines: service.lines }), `seed ${SEED}`).toEqual([]);
  // The healthy vendors' clients waited for nothing but the machine: so long it kept everybody.
  const stall = Math.max(...crowd.timed.map(({ ms }) => ms));
  vendors.forEach(({ tenant, answers, handed }, i) => {
    const told = asked[i]!;
    const longest = Math.round(Math.max(...told.map(({ ms }) => ms)));
    logMetric(
      `fault | ${tenant} | ${told.map(({ code }) => code).join(' ')} | longest ${longest} ms | handed ${handed()}`,
    );
    expect([tenant, ...told.map(({ code }) => code)]).toEqual([tenant, ...answers]);
    expect(longest, `in time: ${tenant}`).toBeLessThan(TIMEOUT_S * 1000 + GRACE_MS + stall);
    expect(handed(), tenant).toBeLessThanOrEqual(2 * TRIES);
  });
  expect(redirected.received).toEqual([]);
  logMetric(
    `REL-05, REL-06: meanwhile ${crowd.timed.length} answers of healthy vendors, the slowest after ${Math.round(stall)} ms`,
  );
});
