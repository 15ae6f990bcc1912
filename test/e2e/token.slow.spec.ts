import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { userTokenReader } from '../../src/pipeline/user-token.js';
import { describeWithBuild } from '../support/vitest/describe-with-build.js';

const SECRET = 'a-secret-for-this-test';

describeWithBuild('dist/token.js', 'npm run token', () => {
  const run = (
    args: string[],
    env: Environment = {},
  ): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }> =>
    new Promise((resolve) => {
      const all = { ...process.env, NODE_ENV: 'development', USER_TOKEN_SECRET: SECRET, ...env };
      execFile(process.execPath, ['dist/token.js', ...args], { env: all }, (error, stdout, stderr) =>
        resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  it('prints a token of the given user, and nothing else', async () => {
    const { stdout, stderr, exitCode } = await run(['--user', '7', '--role', '2', '--tenant', 'demo']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w.-]+\n$/);
    const user = { id: '7', role: '2', tenant: 'demo' };
    expect(await userTokenReader(SECRET)(stdout.trim())).toEqual(user);
  });

  it.each([
    ['in production', { NODE_ENV: 'production' }, 'NODE_ENV=production'],
    ['without USER_TOKEN_SECRET', { USER_TOKEN_SECRET: '' }, 'USER_TOKEN_SECRET is not set'],
  ])('refuses in one line %s', async (_what, env, reason) => {
    const { stdout, stderr, exitCode } = await run([], env);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(reason);
  });

  it('explains its options after a wrong one', async () => {
    const { stderr, exitCode } = await run(['--usr', '1']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--user');
  });
});
