import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TestApp } from '../../support/app.js';

/** Production without `METRICS_TOKEN`. */
const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  USER_TOKEN_SECRET: randomBytes(32).toString('hex'),
  TICKET_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  MAIL_DSN: '',
  SMS_DSN: '',
};

const start = async (env = {}): Promise<TestApp> => {
  const app = await TestApp.start({ env });
  onTestFinished(() => app.close());
  return app;
};

describe('GET /metrics', () => {
  it('exports the probability of guessing a code within a day, per tenant (SEC-04)', async () => {
    const text = await (await fetch(`${(await start()).url}/metrics`)).text();
    const probability = /^captcha_guess_probability\{tenant="default"\} (\S+)$/m.exec(text)?.[1];
    expect(Number(probability)).toBeCloseTo(1e-5, 7);
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('requires METRICS_TOKEN if it is set (SEC-48)', async () => {
    const { url } = await start({ METRICS_TOKEN: 'let-me-in' });
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${url}/metrics`, { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ Authorization: 'Bearer wrong' })).toBe(401);
    expect(await status({ Authorization: 'Bearer let-me-in' })).toBe(200);
  });

  it('in production without METRICS_TOKEN serves this machine only, and nothing that a proxy on it forwards (SEC-48)', async () => {
    const { url } = await start(PRODUCTION);
    const status = async (headers: Record<string, string> = {}): Promise<number | undefined> => {
      // Unlike fetch, http.get() sends the given Host.
      const [response] = (await once(get(`${url}/metrics`, { headers, agent: false }), 'response')) as [
        IncomingMessage,
      ];
      return response.resume().statusCode;
    };
    expect(await status()).toBe(200);
    for (const name of [
      ...['X-Forwarded-For', 'X-Forwarded-Proto', 'Forwarded', 'X-Real-IP', 'CF-Connecting-IP'],
      ...['True-Client-IP', 'X-Client-IP', 'Via'],
    ]) {
      expect(await status({ [name]: '127.0.0.1' }), name).toBe(404);
    }
    expect(await status({ Host: 'codes.example.com' })).toBe(404);
  });
});
