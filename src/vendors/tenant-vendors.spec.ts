import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tenantWith } from '../../test/support/tenant.js';
import { VendorServer } from '../../test/support/vendor-server.js';
import { NOOP_TRACER } from '../operations/tracing/tracer.js';
import type { TenantRegistry, TenantsListener } from '../tenants/tenant.registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { TenantVendors } from './tenant-vendors.js';

const OPTIONS = { use: 'login', tenant: 'shop' };
const withDsn = (dsn: string): Tenant => tenantWith({ stepUp: { presentation: 'image', dsn } });

describe('TenantVendors: the captcha vendor of a tenant', () => {
  let server: VendorServer;
  let vendors: TenantVendors;
  let metrics: Registry;
  let reload: TenantsListener;
  /** The lines of the log. */
  let log: PassThrough;

  beforeEach(async () => {
    server = await VendorServer.start();
    metrics = new Registry();
    const tenants = { subscribe: (listener: TenantsListener) => (reload = listener) };
    vendors = new TenantVendors(
      tenants as unknown as TenantRegistry,
      metrics,
      NOOP_TRACER,
      pino((log = new PassThrough())),
    );
    vendors.onModuleInit();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await vendors.onApplicationShutdown();
    await server.stop();
  });

  const find = (dsn = server.dsn) => vendors.find(withDsn(dsn))!;
  const lines = () =>
    String(log.read() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('is none for a tenant without a DSN', () => {
    expect(vendors.find(withDsn(''))).toBeUndefined();
  });

  it('is opened once when several tenants share it', () => {
    expect(find()).toBe(find());
  });

  it('is away for ten seconds after a call without a verdict, or until the next verdict', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const vendor = find();
    expect(vendor.isAway).toBe(false);
    server.outage = 'failing';
    expect(await vendor.ask(server.token(), OPTIONS)).toBe('unavailable');
    vi.advanceTimersByTime(9_999);
    expect(vendor.isAway).toBe(true);
    vi.advanceTimersByTime(1);
    expect(vendor.isAway).toBe(false);
    expect(await vendor.ask(server.token(), OPTIONS)).toBe('unavailable');
    server.outage = undefined;
    expect(vendor.isAway).toBe(true);
    expect(await vendor.ask('unknown', OPTIONS)).toBe('wrong');
    expect(vendor.isAway).toBe(false);
  });

  it('is counted by its result, and loses its series when no tenant has it any more', async () => {
    const vendor = find();
    await vendor.ask(server.token(), OPTIONS);
    await vendor.ask('unknown', OPTIONS);
    server.outage = 'failing';
    await vendor.ask(server.token(), OPTIONS);
    const label = `vendor="${vendor.toString()}"`;
    const before = await metrics.metrics();
    expect(before).toContain(`captcha_vendor_total{${label},result="solved"} 1`);
    expect(before).toContain(`captcha_vendor_total{${label},result="wrong",reason="invalid"} 1`);
    expect(before).toContain(`captcha_vendor_total{${label},result="unavailable",reason="failure"} 1`);
    expect(before).toContain(`captcha_vendor_seconds_count{${label}} 3`);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    reload([withDsn('')]);
    await vi.advanceTimersByTimeAsync(60_000);
    await vi.waitFor(async () => expect(await metrics.metrics()).not.toContain(label));
  });

  it.each([
    ['secret refused', 'secret', 50, 'refused the credentials: invalid-input-secret'],
    ['failing', 'failure', 40, 'gave no verdict: HTTP 500'],
    ['silent', 'timeout', 40, 'could not be reached: no answer in time'],
  ] as const)('is counted and logged once a minute while it is %s', async (outage, reason, level, cause) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const vendor = find();
    server.outage = outage;
    await vendor.ask(server.token(), OPTIONS);
    const [line, ...others] = lines();
    expect(line).toMatchObject({ level, tenant: 'shop', vendor: vendor.toString() });
    expect(line?.['reason']).toBe(`${vendor.toString()} ${cause}`);
    expect(String(line?.['msg']).includes('npm run doctor')).toBe(reason === 'secret');
    await vendor.ask(server.token(), OPTIONS);
    vi.advanceTimersByTime(59_999);
    await vendor.ask(server.token(), OPTIONS);
    expect([...others, ...lines()]).toEqual([]);
    vi.advanceTimersByTime(1);
    await vendor.ask(server.token(), OPTIONS);
    expect(lines()).toHaveLength(1);
    expect(await metrics.metrics()).toContain(`result="unavailable",reason="${reason}"} 4`);
  });

  it('is not away because this process is busy', async () => {
    const vendor = find(`${server.dsn}&concurrency=1`);
    server.outage = 'silent';
    const calls = Array.from({ length: 6 }, () => vendor.ask(server.token(), OPTIONS));
    expect(await calls[5]).toBe('unavailable');
    expect(vendor.isAway).toBe(false);
    await Promise.all(calls);
    expect(vendor.isAway).toBe(true);
    expect(await metrics.metrics()).toMatch(/result="unavailable",reason="busy"\} [1-9]/);
  });

  it('names its widget with the action as the vendor takes it', () => {
    const action = (scheme: string) => find(`${scheme}://SECRET?sitekey=KEY`).widgetFor('bind-account');
    expect(action('recaptcha')).toEqual({ name: 'recaptcha', siteKey: 'KEY', action: 'bind_account' });
    expect(action('turnstile')).toEqual({ name: 'turnstile', siteKey: 'KEY', action: 'bind-account' });
  });

  it('warns once of published test keys', () => {
    const dsn = 'turnstile://1x0000000000000000000000000000000AA?sitekey=1x00000000000000000000AA';
    expect(find(dsn)).toBe(find(dsn));
    expect(find().isTest).toBe(false);
    expect(lines()).toEqual([
      expect.objectContaining({ level: 40, vendor: 'turnstile://default', tenant: tenantWith().code }),
    ]);
  });

  it('answers requests in progress after an edit replaced it, and is then closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const vendor = find();
    reload([withDsn('')]);
    expect(await vendor.ask(server.token(), OPTIONS)).toBe('solved');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await vendor.ask(server.token(), OPTIONS)).toBe('unavailable');
    expect(server.asked).toHaveLength(1);
  });
});
