import { Outbox, type Message } from '@system-management/messaging';
import { type HttpSink, startHttpSink } from '@system-management/messaging/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tenantWith } from '../../test/support/tenant.js';
import { readSettings } from '../app.config.js';
import { NO_TRACES } from '../operations/tracer.js';
import type { Tenant } from '../tenants/tenant.js';
import { TenantTransports } from './tenant-transports.js';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const SMS: Message = {
  channel: 'sms',
  to: '+8613800138000',
  subject: '',
  text: '042137',
  html: '',
  facts: {
    codeID: 'id',
    type: 'phone',
    use: 'login',
    tenant: 'default',
    language: 'en',
    code: '042137',
    expire: 180,
  },
};

describe('The transport of a tenant', () => {
  let sink: HttpSink;
  let transports: TenantTransports;
  const dsn = (path: string): string => `webhook+http://127.0.0.1:${sink.port}/${path}?secret=${SECRET}`;
  const withSms = (sms: Partial<Tenant['sms']>): Tenant =>
    tenantWith({ sms: { dsn: '', sign: '', routes: {}, ...sms } });
  const paths = (): string[] => sink.received.map(({ url }) => url);

  beforeEach(async () => {
    sink = await startHttpSink();
    const settings = readSettings({ SMS_DSN: dsn('default'), MAIL_DSN: '' });
    transports = new TenantTransports(settings, new Outbox(), new Registry(), NO_TRACES);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await transports.onApplicationShutdown();
    await sink.stop();
  });

  it('is that of the country, else its own, else the default', async () => {
    const routed = withSms({ dsn: dsn('own'), routes: { US: dsn('us') } });
    await transports.of(routed, 'sms', 'US').send(SMS);
    await transports.of(routed, 'sms', 'CN').send(SMS);
    await transports.of(withSms({}), 'sms', 'CN').send(SMS);
    await transports.of(withSms({ routes: { US: dsn('us') } }), 'sms', 'CN').send(SMS);
    expect(paths()).toEqual(['/us', '/own', '/default', '/default']);
  });

  it('is not there when nobody names one', () => {
    expect(() => transports.of(tenantWith(), 'mail')).toThrow('NotEnable');
  });

  it('is opened once, however many tenants share it', () => {
    expect(transports.of(withSms({ dsn: dsn('a') }), 'sms')).toBe(
      transports.of(withSms({ dsn: dsn('a') }), 'sms'),
    );
  });

  it('sends what is on its way when an edited file uses another, and is closed afterwards', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [before, after] = [withSms({ dsn: dsn('before') }), withSms({ dsn: dsn('after') })];
    const old = transports.of(before, 'sms');
    transports.keepOnly([after]);
    await old.send(SMS);
    await transports.of(after, 'sms').send(SMS);
    expect(paths()).toEqual(['/before', '/after']);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(old.send(SMS)).rejects.toThrow('is closed');
    await transports.of(after, 'sms').send(SMS);
    expect(paths()).toEqual(['/before', '/after', '/after']);
  });

  it('is opened anew when a later edit uses it again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const tenant = withSms({ dsn: dsn('again') });
    transports.of(tenant, 'sms');
    transports.keepOnly([withSms({})]);
    transports.keepOnly([tenant]);
    const reopened = transports.of(tenant, 'sms');
    await vi.advanceTimersByTimeAsync(60_000);
    await reopened.send(SMS);
    expect(paths()).toEqual(['/again']);
  });

  it('stays open while a tenant uses it: as its own, as a route, or as the default', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const tenant = withSms({ dsn: dsn('own'), routes: { US: dsn('us') } });
    const open = [
      transports.of(tenant, 'sms'),
      transports.of(tenant, 'sms', 'US'),
      transports.of(withSms({}), 'sms'),
    ];
    transports.keepOnly([tenant, withSms({})]);
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all(open.map((transport) => transport.send(SMS)));
    expect(paths().sort()).toEqual(['/default', '/own', '/us']);
  });

  it('is closed with the application, also one that no tenant uses any more', async () => {
    const old = transports.of(withSms({ dsn: dsn('old') }), 'sms');
    const current = transports.of(withSms({}), 'sms');
    transports.keepOnly([withSms({})]);
    await transports.onApplicationShutdown();
    for (const transport of [old, current]) await expect(transport.send(SMS)).rejects.toThrow('is closed');
  });
});
