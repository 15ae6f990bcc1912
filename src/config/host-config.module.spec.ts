import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HostConfigModule } from './host-config.module.js';
import { type ServerConfig, serverConfig } from './server.config.js';

describe('HostConfigModule', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('ignores variables like settings: they belong to the other application', async () => {
    vi.stubEnv('METRIC_TOKEN', 'x');
    const imports = [HostConfigModule.register({ PORT: '1', REDIS_URI: 'x' })];
    const module = await Test.createTestingModule({ imports }).compile();
    expect(module.get<ServerConfig>(serverConfig.KEY).port).toBe(1);
  });
});
