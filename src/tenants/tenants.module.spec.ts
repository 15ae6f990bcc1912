import { fileURLToPath } from 'node:url';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { pino } from 'pino';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { writeTenantsFile } from '../../test/support/tenants-file.js';
import { AppConfigModule } from '../config/app-config.module.js';
import { LOGGER } from '../operations/logging/logger.js';
import { TelemetryModule } from '../operations/telemetry.module.js';
import { TenantRegistry } from './tenant.registry.js';
import { TenantsModule } from './tenants.module.js';

const TENANTS_FILE = fileURLToPath(new URL('../../config/tenants.demo.yaml', import.meta.url));

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

  it('logs a warning about the old keys of the file at start', async () => {
    const file = await writeTenantsFile({
      tenants: [{ code: 'default', policy: { limits: { ip: { messagesPerHour: 5 } } } }],
    });
    onTestFinished(() => file.remove());
    const logger = pino({ level: 'silent' });
    const warn = vi.spyOn(logger, 'warn');
    const app = await Test.createTestingModule({
      imports: [
        AppConfigModule.register({ ...file.env, LOG_LEVEL: 'silent' }),
        TelemetryModule,
        TenantsModule.register({ checkPolicy: () => [], checkTenant: () => [] }),
      ],
    })
      .overrideProvider(LOGGER)
      .useValue(logger)
      .compile();
    onTestFinished(() => app.close());
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/\n {2}tenants\[0\]\.policy\.limits\.ip: write address instead$/)],
    ]);
  });
});
