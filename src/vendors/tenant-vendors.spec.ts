import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tenantWith } from '../../test/support/tenant.js';
import { VendorServer } from '../../test/support/vendor-server.js';
import { NOOP_TRACER } from '../operations/tracing/tracer.js';
import type { TenantRegistry, TenantsListener } from '../tenants/tenant.registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { TenantVendors } from './tenant-vendors.js';

const OPTIONS = { action: 'login' };
const withDsn = (dsn: string): Tenant => tenantWith({ stepUp: { presentation: 'image', dsn } });

describe('TenantVendors: the captcha vendor of a tenant', () => {
  let server: VendorServer;
  let vendors: TenantVendors;
  let metrics: Registry;
  let reload: TenantsListener;

  beforeEach(async () => {
    server = await VendorServer.start();
    metrics = new Registry();
    const tenants = { subscribe: (listener: TenantsListener) => (reload = listener) };
    vendors = new TenantVendors(
      tenants as unknown as TenantRegistry,
      metrics,
      NOOP_TRACER,
      pino({ level: 'silent' }),
    );
    vendors.onModuleInit();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await vendors.onApplicationShutdown();
    await server.stop();
  });

  const find = (dsn = server.dsn) => vendors.find(withDsn(dsn))!;

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
    const label = `vendor="${vendor.toString()}"`;
    const before = await metrics.metrics();
    expect(before).toContain(`captcha_vendor_total{${label},result="solved"} 1`);
    expect(before).toContain(`captcha_vendor_total{${label},result="wrong"} 1`);
    expect(before).toContain(`captcha_vendor_seconds_count{${label}} 2`);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    reload([withDsn('')]);
    await vi.advanceTimersByTimeAsync(60_000);
    await vi.waitFor(async () => expect(await metrics.metrics()).not.toContain(label));
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
