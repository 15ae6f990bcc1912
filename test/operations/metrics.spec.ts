import { describe, expect, it, onTestFinished } from 'vitest';
import { TestApp } from '../support/app.js';

const start = async (env = {}): Promise<TestApp> => {
  const app = await TestApp.start({ env });
  onTestFinished(() => app.close());
  return app;
};

describe('/metrics', () => {
  it('exports the chance of guessing a code within a day, per tenant (SEC-04)', async () => {
    const text = await (await fetch(`${(await start()).url}/metrics`)).text();
    const chance = /^captcha_guess_probability\{tenant="default"\} (\S+)$/m.exec(text)?.[1];
    expect(Number(chance)).toBeCloseTo(1e-5, 7);
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('asks for METRICS_TOKEN when there is one (SEC-48)', async () => {
    const { url } = await start({ METRICS_TOKEN: 'let-me-in' });
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${url}/metrics`, { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ Authorization: 'Bearer wrong' })).toBe(401);
    expect(await status({ Authorization: 'Bearer let-me-in' })).toBe(200);
  });
});
