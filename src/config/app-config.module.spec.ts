import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppConfigModule } from './app-config.module.js';
import type { SettingsError } from './reader/settings-reader.js';
import { type ServerConfig, serverConfig } from './server.config.js';
import type { Settings, SettingsChecks } from './settings.js';
import type { Environment } from './reader/settings-reader.js';

/** Compiles the module in a folder with this `.env`. */
async function compile(dotEnv: string, overrides: Environment = {}, others?: SettingsChecks['others']) {
  const folder = await mkdtemp(join(tmpdir(), 'settings-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, '.env'), dotEnv);
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  return Test.createTestingModule({ imports: [AppConfigModule.register(overrides, others)] }).compile();
}

async function problems(...args: Parameters<typeof compile>): Promise<readonly string[]> {
  const error: unknown = await compile(...args).catch((failure: unknown) => failure);
  return (error as SettingsError).problems;
}

describe('AppConfigModule', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('reads .env, which the environment and the overrides replace', async () => {
    vi.stubEnv('SHUTDOWN_GRACE', '7');
    const module = await compile('PORT=1\nHOST=::1\nSHUTDOWN_GRACE=2\n', { PORT: '3' });
    expect(module.get<ServerConfig>(serverConfig.KEY)).toMatchObject({
      port: 3,
      host: '::1',
      shutdownGrace: 7,
    });
  });

  it('refuses misspelt names of .env, of the environment and of the overrides', async () => {
    vi.stubEnv('METRIC_TOKEN', 'hunter2');
    vi.stubEnv('HOSTNAME', 'pod-1');
    const found = await problems('FOO=hunter2\nMAIL_DNS=hunter2\n', { REDIS_URI: 'hunter2', PORT: 'x' });
    expect(found.map((problem) => problem.split(/[,?]/)[0])).toEqual([
      'PORT: must be a whole number from 0 to 65535',
      'METRIC_TOKEN: is not a setting',
      'REDIS_URI: is not a setting',
      'MAIL_DNS: is not a setting',
    ]);
    expect(found.join()).not.toContain('hunter2');
  });

  it('does not read .env in production', async () => {
    const found = await problems('MAIL_DNS=1\n', { NODE_ENV: 'production' });
    expect(found.join()).not.toContain('MAIL_DNS');
  });

  it('adds the problems of other configuration to those of the settings, and asks for them only then', async () => {
    const others = vi.fn(({ tenants }: Settings) => [`${tenants.tenantsFile}: is wrong`]);
    await compile('PORT=1\n', {}, others);
    expect(others).not.toHaveBeenCalled();
    expect(await problems('TENANTS_FILE=t.yaml\n', { PORT: 'x' }, others)).toEqual([
      'PORT: must be a whole number from 0 to 65535',
      't.yaml: is wrong',
    ]);
  });
});
