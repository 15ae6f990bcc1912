import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { TenantFile } from '../../../tenants/file/tenant-file.js';
import type { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { GuessReport } from './guess-report.js';

describe('GuessReport', () => {
  it('logs the largest probabilities of all tenants at start, of account codes and of images', () => {
    const rules = { languages: ['en'], checkDsn: () => undefined, checkPolicy: () => [] };
    const { tenants } = new TenantFile('tenants.yaml', rules).parse(
      'tenants: [{ code: default }, { code: shop, policy: { image: { attempts: 3 }, email: { length: 5 } } }]',
    );
    const logger = pino({ level: 'silent' });
    const info = vi.spyOn(logger, 'info');
    const registry = { all: () => tenants } as unknown as TenantRegistry;
    new GuessReport(registry, new Registry(), logger).onApplicationBootstrap();
    expect(info.mock.calls).toEqual([
      ["probability of guessing an account's code within a day: at most 1.0e-4, an image: at most 3.0e-6"],
    ]);
  });
});
