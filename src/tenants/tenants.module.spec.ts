import { fileURLToPath } from 'node:url';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppConfigModule } from '../config/app-config.module.js';
import { TelemetryModule } from '../operations/telemetry.module.js';
import { TenantRegistry } from './tenant.registry.js';
import { TenantsModule } from './tenants.module.js';

const TENANTS_FILE = fileURLToPath(new URL('../../config/tenants.yaml', import.meta.url));

@Injectable()
class Reader {
  constructor(readonly registry: TenantRegistry) {}
}

@Module({ providers: [Reader] })
class ReaderModule {}

describe('TenantsModule', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('provides the tenants to modules that do not import it, and stops watching when the application closes', async () => {
    const checks = { checkPolicy: () => [], checkTenant: () => [] };
    const app = await Test.createTestingModule({
      imports: [
        AppConfigModule.register({ TENANTS_FILE, LOG_LEVEL: 'silent' }),
        TelemetryModule,
        TenantsModule.register(checks),
        ReaderModule,
      ],
    }).compile();
    await app.init();
    const { registry } = app.get(Reader);
    expect(registry.find('demo')?.name).toBe('Demo');
    const close = vi.spyOn(registry, 'close');
    await app.close();
    expect(close).toHaveBeenCalledTimes(1);
  });
});
