import { describe, expect, it, onTestFinished } from 'vitest';
import { TestApp } from '../../support/app.js';

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
});
