import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type TenantsContent, writeTenantsFile } from '../test/support/tenants-file.js';
import { AppModule } from './app.module.js';
import type { Environment } from './config/reader/settings-reader.js';

const SMTP = 'smtp://127.0.0.1';

/** The message of the error that a start ends with. */
async function failure(content: TenantsContent, env: Environment): Promise<string> {
  const file = await writeTenantsFile(content);
  onTestFinished(() => file.remove());
  const overrides = { LOG_LEVEL: 'silent', ...file.env, ...env };
  const module = Test.createTestingModule({ imports: [AppModule.register(overrides)] });
  const error: unknown = await module.compile().catch((reason: unknown) => reason);
  return (error as Error).message.replaceAll(file.env.TENANTS_FILE, 'tenants.yaml');
}

describe('AppModule.register(): an invalid configuration', () => {
  it('is one message with the problems of the settings and of the tenants file', async () => {
    const tenants = [{ code: 'default' }, { code: 'shop', language: 'xx', country: 'XX' }];
    const message = await failure({ tenants }, { PORT: 'x', MAIL_DSN: 'pigeon://h', METRIC_TOKEN: 'y' });
    expect(message.split('\n').map((line) => line.split(/,| \(|\. K/)[0])).toEqual([
      'The settings are wrong:',
      '  PORT: must be a whole number from 0 to 65535',
      '  MAIL_DSN: "pigeon:" is no transport for mail',
      '  METRIC_TOKEN: is not a setting',
      '  tenants.yaml: tenants[1].language: must be one of en',
      '  tenants.yaml: tenants[1].country: must be an ISO 3166 country code',
    ]);
  });

  it('checks the tenants although a setting that they need is wrong', async () => {
    const env = { MAIL_DSN: 'pigeon://h', SMS_DSN: 'pigeon://h', NODE_ENV: 'prod' };
    const message = await failure({ tenants: [{ code: 'default' }] }, env);
    expect(message.split('\n').map((line) => line.split(':')[0])).toEqual([
      'The settings are wrong',
      '  NODE_ENV',
      '  MAIL_DSN',
      '  SMS_DSN',
    ]);
  });

  it('names a tenants file that does not exist beside the settings', async () => {
    const message = await failure({ tenants: [] }, { PORT: 'x', TENANTS_FILE: '/nowhere.yaml' });
    expect(message.split('\n').slice(2)).toEqual([
      '  /nowhere.yaml: it does not exist: set TENANTS_FILE to the path of the tenants file',
    ]);
  });

  it.each([
    [{ MAIL_DSN: SMTP }, {}, 'MAIL_DSN'],
    [{}, { mail: { dsn: SMTP } }, 'mail.dsn'],
  ])('names a tenant whose mails would have no sender: %j, %j', async (env, shop, name) => {
    const tenants = [
      { code: 'default', mail: { from: 'a@b.example' } },
      { code: 'shop', ...shop },
    ];
    const problem = `tenants[1].mail.from: must be set, or ?from=a@b.example added to ${name}: smtp://127.0.0.1 has no sender`;
    expect(await failure({ tenants }, env)).toBe(`tenants.yaml cannot be used: ${problem}`);
    const withSettings = await failure({ tenants }, { ...env, PORT: 'x' });
    expect(withSettings.split('\n')).toContain(`  tenants.yaml: ${problem}`);
  });
});
