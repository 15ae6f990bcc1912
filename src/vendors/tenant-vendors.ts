import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { createCaptchaVendor } from '@system-management/captcha-vendors';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { DsnPool } from '../messaging/dsn-pool.js';
import { LOGGER } from '../operations/logging/logger.js';
import { METRICS } from '../operations/metrics/metrics.js';
import { TRACER, type Tracer } from '../operations/tracing/tracer.js';
import { TenantRegistry } from '../tenants/tenant.registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { MeasuredVendor } from './measured.vendor.js';
import { VendorLog } from './vendor-log.js';
import { VendorMetrics } from './vendor-metrics.js';

/** Selects the captcha vendor of a tenant. Vendors have circuits and connections, so each distinct DSN is opened once. */
@Injectable()
export class TenantVendors implements OnModuleInit, OnApplicationShutdown {
  private readonly metrics: VendorMetrics;
  private readonly pool = new DsnPool<MeasuredVendor>((name) => this.metrics.remove(name));

  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(METRICS) metrics: Registry,
    @Inject(TRACER) private readonly tracer: Tracer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.metrics = new VendorMetrics(metrics);
  }

  onModuleInit(): void {
    // Vendors that no tenant uses any more are closed, so that an edited tenants file leaves no connection open.
    this.tenants.subscribe((tenants) =>
      this.pool.retainOnly(new Set(tenants.map(({ stepUp }) => stepUp.dsn))),
    );
  }

  /** The vendor of the tenant's step-up; `undefined` when it names none. */
  find({ code, stepUp: { dsn } }: Tenant): MeasuredVendor | undefined {
    if (!dsn) return undefined;
    return this.pool.get(dsn, () => this.open(dsn, code));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  private open(dsn: string, tenant: string): MeasuredVendor {
    const vendor = createCaptchaVendor(dsn);
    const log = new VendorLog(vendor.toString(), this.logger);
    if (vendor.isTest) log.warnOfTestKeys(tenant);
    return new MeasuredVendor(vendor, this.metrics, this.tracer, log);
  }
}
