import { Outbox, type Message } from '@system-management/messaging';
import { type HttpSink, startHttpSink } from '@system-management/messaging/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { tenantWith } from '../../test/support/tenant.js';
import { readSettings } from '../config/settings.js';
import { NOOP_TRACER } from '../operations/tracing/tracer.js';
import type { Tenant } from '../tenants/tenant.js';
import { TenantTransports } from './tenant-transports.js';
import { eventually } from '../../test/support/wait.js';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
/** A challenge for a recipient that is not a test recipient. */
const real = (tenant: Tenant) => ({ tenant, isTest: false });
const SMS: Message = {
  channel: 'sms',
  to: '+8613800138000',
  subject: '',
  text: '042137',
  html: '',
  metadata: {
    codeID: 'id',
    type: 'phone',
    use: 'login',
    tenant: 'default',
    language: 'en',
    code: '042137',
    expire: 180,
  },
};

describe('TenantTransports: the transport of a tenant', () => {
  let sink: HttpSink;
  let transports: TenantTransports;
  let metrics: Registry;
  const dsn = (path: string): string => `webhook+http://127.0.0.1:${sink.port}/${path}?secret=${SECRET}`;
  const withSms = (sms: Partial<Tenant['sms']>): Tenant =>
    tenantWith({ sms: { ...tenantWith().sms, ...sms } });
  const paths = (): string[] => sink.received.map(({ url }) => url);

  beforeEach(async () => {
    sink = await startHttpSink();
    const { messaging } = readSettings({ SMS_DSN: dsn('default'), MAIL_DSN: '' });
    metrics = new Registry();
    transports = new TenantTransports(messaging, new Outbox(), metrics, NOOP_TRACER);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await transports.onApplicationShutdown();
    await sink.stop();
  });

  it('is that of the country, else of the tenant, else the default', async () => {
    const routed = withSms({ dsn: dsn('own'), routes: { US: dsn('us') } });
    await transports.resolve(real(routed), 'sms', 'US').send(SMS);
    await transports.resolve(real(routed), 'sms', 'CN').send(SMS);
    await transports.resolve(real(withSms({})), 'sms', 'CN').send(SMS);
    await transports.resolve(real(withSms({ routes: { US: dsn('us') } })), 'sms', 'CN').send(SMS);
    expect(paths()).toEqual(['/us', '/own', '/default', '/default']);
  });

  it('is an error NotEnable when none is configured', () => {
    expect(() => transports.resolve(real(tenantWith()), 'mail')).toThrow('NotEnable');
  });

  it('is opened once when several tenants share it', () => {
    expect(transports.resolve(real(withSms({ dsn: dsn('a') })), 'sms', 'CN')).toBe(
      transports.resolve(real(withSms({ dsn: dsn('a') })), 'sms', 'CN'),
    );
  });

  it('sends for requests in progress after an edit replaced it, and is then closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [before, after] = [withSms({ dsn: dsn('before') }), withSms({ dsn: dsn('after') })];
    const old = transports.resolve(real(before), 'sms', 'CN');
    transports.retainOnly([after]);
    await old.send(SMS);
    await transports.resolve(real(after), 'sms', 'CN').send(SMS);
    expect(paths()).toEqual(['/before', '/after']);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(old.send(SMS)).rejects.toThrow('is closed');
    await transports.resolve(real(after), 'sms', 'CN').send(SMS);
    expect(paths()).toEqual(['/before', '/after', '/after']);
  });

  it('is opened again when a later edit uses it again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const tenant = withSms({ dsn: dsn('again') });
    transports.resolve(real(tenant), 'sms', 'CN');
    transports.retainOnly([withSms({})]);
    transports.retainOnly([tenant]);
    const reopened = transports.resolve(real(tenant), 'sms', 'CN');
    await vi.advanceTimersByTimeAsync(60_000);
    await reopened.send(SMS);
    expect(paths()).toEqual(['/again']);
  });

  it('stays open while a tenant uses it: as its DSN, as a route, or as the default', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const tenant = withSms({ dsn: dsn('own'), routes: { US: dsn('us') } });
    const open = [
      transports.resolve(real(tenant), 'sms', 'CN'),
      transports.resolve(real(tenant), 'sms', 'US'),
      transports.resolve(real(withSms({})), 'sms', 'CN'),
    ];
    transports.retainOnly([tenant, withSms({})]);
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all(open.map((transport) => transport.send(SMS)));
    expect(paths().sort()).toEqual(['/default', '/own', '/us']);
  });

  it('is closed with the application, even if no tenant uses it any more', async () => {
    const old = transports.resolve(real(withSms({ dsn: dsn('old') })), 'sms', 'CN');
    const current = transports.resolve(real(withSms({})), 'sms', 'CN');
    transports.retainOnly([withSms({})]);
    await transports.onApplicationShutdown();
    for (const transport of [old, current]) await expect(transport.send(SMS)).rejects.toThrow('is closed');
  });

  it('loses its metric series when it is closed, unless an open transport has the same name', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const elsewhere = await startHttpSink();
    onTestFinished(() => elsewhere.stop());
    const gone = `webhook+http://127.0.0.1:${elsewhere.port}/?secret=${SECRET}`;
    await transports.resolve(real(withSms({ dsn: gone })), 'sms', 'CN').send(SMS);
    await transports.resolve(real(withSms({ dsn: dsn('old') })), 'sms', 'CN').send(SMS);
    await transports.resolve(real(withSms({})), 'sms', 'CN').send(SMS);
    transports.retainOnly([withSms({})]);
    const has = async (port: number) => (await metrics.metrics()).includes(`127.0.0.1:${port}`);
    expect(await has(elsewhere.port)).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    await eventually(async () => expect(await has(elsewhere.port)).toBe(false));
    expect(await has(sink.port)).toBe(true);
  });
});

describe('TenantTransports: the transport of a test recipient', () => {
  const testRecipient = (tenant: Tenant) => ({ tenant, isTest: true });

  it.each([
    ['on', 1],
    ['off', 0],
  ])('sends nothing; with OUTBOX=%s the outbox contains %i', async (OUTBOX, shown) => {
    const sink = await startHttpSink();
    onTestFinished(() => sink.stop());
    const outbox = new Outbox();
    const SMS_DSN = `webhook+http://127.0.0.1:${sink.port}/?secret=${SECRET}`;
    const { messaging } = readSettings({ SMS_DSN, MAIL_DSN: '', OUTBOX });
    const transports = new TenantTransports(messaging, outbox, new Registry(), NOOP_TRACER);
    onTestFinished(() => transports.onApplicationShutdown());
    await transports.resolve(testRecipient(tenantWith()), 'sms', 'CN').send(SMS);
    expect(sink.received).toEqual([]);
    expect(await outbox.messages()).toHaveLength(shown);
  });
});

describe('TenantTransports: five refused deliveries in a row', () => {
  it.each([
    [401, 'because its credentials were revoked', true],
    [422, 'because of the recipients', false],
  ])('(HTTP %i, %s) set isFailing() to %s', async (status, _reason, isFailing) => {
    const sink = await startHttpSink((response) => response.writeHead(status).end());
    onTestFinished(() => sink.stop());
    const hook = `webhook+http://127.0.0.1:${sink.port}/?secret=${SECRET}`;
    const { messaging } = readSettings({ SMS_DSN: `failover(${hook} ${hook})`, MAIL_DSN: '' });
    const transports = new TenantTransports(messaging, new Outbox(), new Registry(), NOOP_TRACER);
    onTestFinished(() => transports.onApplicationShutdown());
    const transport = transports.resolve(real(tenantWith()), 'sms', 'CN');
    for (let n = 0; n < 5; n += 1) await expect(transport.send(SMS)).rejects.toThrow(`HTTP ${status}`);
    expect(transports.isFailing('sms')).toBe(isFailing);
  });
});
