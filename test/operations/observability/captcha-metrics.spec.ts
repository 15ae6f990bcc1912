import { describe, expect, it, onTestFinished } from 'vitest';
import type { Environment } from '../../../src/config/settings.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../../support/app.js';
import { unlimitedTenants, writeTenantsFile } from '../../support/tenants-file.js';
import { scrapeMetrics } from '../support/scrape-metrics.js';

const start = async (env: Environment = {}): Promise<TestApp> => {
  const app = await TestApp.start({ env: { ...UNLIMITED, ...env } });
  onTestFinished(() => app.close());
  return app;
};

const ofDefault = (type: string): string => `{tenant="default",type="${type}",use="login"}`;

describe('GET /metrics: captcha counters', () => {
  it('counts issued, delivered, verified and refused codes by tenant, type and purpose', async () => {
    const app = await start({ SMS_DSN: '' });
    const account = 'jane@example.com';
    const issued = await app.post(CAPTCHA, { use: 'login', type: 'email', account });
    const { codeID } = issued.body.data;
    const { code } = await app.delivered(codeID);
    const answer = { use: 'login', type: 'email', account, codeID };
    await app.post(`${CAPTCHA}/verify`, { ...answer, code: code === '000000' ? '111111' : '000000' });
    await app.post(`${CAPTCHA}/verify`, { ...answer, code });
    await app.post(`${CAPTCHA}/verify`, { ...answer, code });
    await app.post(CAPTCHA, { use: 'login', type: 'image' });
    await app.post(CAPTCHA, { use: 'login', type: 'phone', account: '+8613800138000' });

    const series = await scrapeMetrics(app);
    for (const name of ['captcha_issued_total', 'captcha_delivered_total']) {
      expect(series.get(name + ofDefault('email')), name).toBe(1);
      expect(series.get(name + ofDefault('image')), name).toBe(1);
      expect(series.get(name + ofDefault('phone')), name).toBeUndefined();
    }
    expect(series.get(`captcha_verified_total${ofDefault('email')}`)).toBe(1);
    const refused = (reason: string) =>
      series.get(`captcha_refused_total{tenant="default",reason="${reason}"}`);
    expect([refused('mismatch'), refused('not_found'), refused('NotEnable')]).toEqual([1, 1, 1]);
    expect(series.get('captcha_delivery_seconds_count{transport="outbox:"}')).toBe(1);
  });

  it('counts a failed delivery as issued and failed, and labels the transport without its secrets', async () => {
    const app = await start({ MAIL_DSN: 'smtp://user:hunter2@127.0.0.1:1?from=a@b.example' });
    await app.post(CAPTCHA, { use: 'login', type: 'email', account: 'jane@example.com' });
    const series = await scrapeMetrics(app);
    expect(series.get(`captcha_issued_total${ofDefault('email')}`)).toBe(1);
    expect(series.get(`captcha_failed_total${ofDefault('email')}`)).toBe(1);
    expect(series.get(`captcha_delivered_total${ofDefault('email')}`)).toBeUndefined();
    expect(series.get('captcha_delivery_seconds_count{transport="smtp://127.0.0.1:1"}')).toBe(1);
    expect([...series.keys()].join()).not.toContain('hunter2');
  });

  it('counts a step-up image and its verification', async () => {
    const app = await TestApp.start();
    onTestFinished(() => app.close());
    const issue = (name: string, more = {}) =>
      app.post(CAPTCHA, { use: 'login', type: 'email', account: `${name}@example.com`, ...more });
    // The default step-up limit: ten codes per IP address and hour without an image.
    for (let n = 0; n < 10; n++) expect((await issue(`jane${n}`)).body.code).toBe(0);
    const { codeID } = (await issue('last')).body.data;
    const { code } = await app.delivered(codeID);
    expect((await issue('last', { codeID, code })).body.code).toBe(0);
    const series = await scrapeMetrics(app);
    expect(series.get('captcha_refused_total{tenant="default",reason="NeedImgCaptcha"}')).toBe(1);
    expect(series.get(`captcha_issued_total${ofDefault('image')}`)).toBe(1);
    expect(series.get(`captcha_verified_total${ofDefault('image')}`)).toBe(1);
  });

  it('counts a request refused by its step-up once: for a malformed code, or for the image limit', async () => {
    const limits = { address: { imagesPerMinute: 1 }, stepUp: { perAddressHour: 1 } };
    const tenants = await writeTenantsFile(unlimitedTenants({ limits }));
    onTestFinished(() => tenants.remove());
    const app = await start(tenants.env);
    const issue = (name: string, more = {}) =>
      app.post(CAPTCHA, { use: 'login', type: 'email', account: `${name}@example.com`, ...more });
    const malformed = { codeID: 'A'.repeat(20), code: '1' };
    expect((await issue('jane', malformed)).body.code).toBe(100006);
    expect((await issue('jane')).body.code).toBe(0);
    expect((await app.post(CAPTCHA, { use: 'login', type: 'image' })).body.code).toBe(0);
    expect((await issue('joe')).body.code).toBe(1000028);
    const series = await scrapeMetrics(app);
    const refused = (reason: string) =>
      series.get(`captcha_refused_total{tenant="default",reason="${reason}"}`);
    expect([refused('Parameter'), refused('Frequent')]).toEqual([1, 1]);
  });

  it('SEC-25: has no label values from unknown tenants, purposes or paths', async () => {
    const app = await start();
    for (let n = 0; n < 30; n++) {
      const headers = { 'tenant-code': `invented-${n}` };
      await app.post(CAPTCHA, { use: 'login', type: 'image' }, headers);
      await app.post(CAPTCHA, { use: `invented${n}`, type: 'image' });
      await app.post(`/api/v1/invented/${n}`, {});
      await app.post(`${CAPTCHA}/verify`, {
        use: `invented${n}`,
        type: 'image',
        codeID: 'AAAAAAAAAAAAAAAAAAAA',
        code: 'ACDEFH',
      });
    }
    const series = await scrapeMetrics(app);
    expect([...series.keys()].filter((key) => key.includes('invented'))).toEqual([]);
    expect(series.get('captcha_refused_total{tenant="default",reason="Parameter"}')).toBe(60);
  });

  it('measures request durations by route pattern, method and status class', async () => {
    const app = await start();
    await app.post(CAPTCHA, { use: 'login', type: 'image' });
    await app.post(CAPTCHA, {});
    await app.fetch('/nowhere');
    const series = await scrapeMetrics(app);
    const count = (route: string, method: string, status: string) =>
      series.get(
        `http_request_duration_seconds_count{route="${route}",method="${method}",status="${status}"}`,
      );
    expect(count(CAPTCHA, 'POST', '2xx')).toBe(1);
    expect(count(CAPTCHA, 'POST', '4xx')).toBe(1);
    expect(count('none', 'GET', '4xx')).toBe(1);
  });
});
