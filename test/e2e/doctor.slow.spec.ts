import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { describeWithBuild } from '../support/vitest/describe-with-build.js';
import { MailServer } from '../support/mail-server.js';

describeWithBuild('dist/doctor.js', 'npm run doctor', () => {
  let smtp: MailServer;
  beforeAll(async () => {
    smtp = await MailServer.start();
  });
  afterAll(() => smtp.stop());

  const run = (
    args: string[],
    env: Environment = {},
  ): Promise<{ readonly text: string; readonly exitCode: number }> =>
    new Promise((resolve) => {
      const defaults = { NODE_ENV: 'development', MAIL_DSN: 'outbox:', SMS_DSN: 'outbox:' };
      const all = { ...process.env, ...defaults, ...env };
      execFile(process.execPath, ['dist/doctor.js', ...args], { env: all }, (error, stdout, stderr) =>
        resolve({ exitCode: error ? Number(error.code) : 0, text: stdout + stderr }),
      );
    });

  it('exits with 0 after sending a mail, and with 1 for a wrong password', async () => {
    const args = ['--tenant', 'default', '--mail', 'process@example.com'];
    const [good, bad] = await Promise.all([
      run(args, { MAIL_DSN: smtp.dsn() }),
      run(args, { MAIL_DSN: smtp.dsn('user:hunter2') }),
    ]);
    expect(good.text).toContain('Everything is right.');
    expect(good.exitCode).toBe(0);
    expect(smtp.mailsTo('process@example.com')).toHaveLength(1);
    expect(bad.text).toContain('→ user or password is wrong');
    expect(bad.text).not.toContain('hunter2');
    expect(bad.exitCode).toBe(1);
  });

  it('sends nothing with --dry-run', async () => {
    const args = ['--mail', 'dry@example.com', '--sms', '+8613800138000', '--dry-run'];
    const { text, exitCode } = await run(args, { MAIL_DSN: smtp.dsn() });
    expect(text).toContain('the tenant sends to d***@e***.com by MAIL_DSN. Nothing was sent (--dry-run)');
    expect(text).toContain('ok     --sms: a mobile number, China (CN)');
    expect(smtp.mailsTo('dry@example.com')).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('checks the default tenant without arguments, and prints its usage for --help and unknown options', async () => {
    const [bare, help, misspelt] = await Promise.all([
      run([]),
      run(['--help']),
      run(['--mial', 'a@b.example']),
    ]);
    expect([bare.exitCode, help.exitCode, misspelt.exitCode]).toEqual([0, 0, 1]);
    expect(bare.text).toContain('Tenant default');
    expect(help.text).toMatch(/^Checks the settings/);
    expect(misspelt.text).toMatch(/Unknown option '--mial'[^]*npm run doctor -- \[--tenant CODE\]/);
  });
});
