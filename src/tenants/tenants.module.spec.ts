import { fileURLToPath } from 'node:url';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TenantRegistry } from './tenant.registry.js';
import { TenantsModule } from './tenants.module.js';

const FILE = fileURLToPath(new URL('../../config/tenants.yaml', import.meta.url));

@Injectable()
class Reader {
  constructor(readonly registry: TenantRegistry) {}
}

@Module({ providers: [Reader] })
class ReaderModule {}

describe('TenantsModule', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('gives the tenants to modules that do not import it, and stops watching when the application closes', async () => {
    const useFactory = () => ({
      file: FILE,
      languages: ['en', 'zh-CN'],
      checkDsn: () => undefined,
      checkPolicy: () => [],
    });
    const app = await Test.createTestingModule({
      imports: [TenantsModule.registerAsync({ useFactory }), ReaderModule],
    }).compile();
    await app.init();
    const { registry } = app.get(Reader);
    expect(registry.find('demo')?.name).toBe('Demo');
    const close = vi.spyOn(registry, 'close');
    await app.close();
    expect(close).toHaveBeenCalledTimes(1);
  });
});
