import { startHttpSink } from '@system-management/messaging/testing';
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

  it('counts the segments of accepted SMS by tenant, purpose and language, and none of mails and refused SMS', async () => {
    const tenants = await writeTenantsFile(
      unlimitedTenants({
        tenants: [{ code: 'shop', domain: 'login.acme.example', brand: { name: 'Acme' } }],
      }),
    );
    onTestFinished(() => tenants.remove());
    let status = 204;
    const vendor = await startHttpSink((response) => response.writeHead(status).end());
    onTestFinished(() => vendor.stop());
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const SMS_DSN = `webhook+http://127.0.0.1:${vendor.port}/?secret=${secret}`;
    const app = await start({ ...tenants.env, SMS_DSN });
    const issue = (tenant: string, language: string, last: number, type = 'phone') =>
      app.post(
        CAPTCHA,
        { use: 'login', type, account: type === 'phone' ? `+861380013800${last}` : 'jane@example.com' },
        { 'tenant-code': tenant, 'accept-language': language },
      );
    const segments = async (tenant: string, language: string) =>
      (await scrapeMetrics(app)).get(
        `captcha_sms_segments_total{tenant="${tenant}",use="login",language="${language}"}`,
      );

    expect((await issue('default', 'ja', 1)).body.code).toBe(0);
    expect((await issue('shop', 'en', 2)).body.code).toBe(0);
    // Japanese is UCS-2, 70 characters: the line for autofill needs a second segment.
    expect((await issue('shop', 'ja', 3)).body.code).toBe(0);
    expect((await issue('shop', 'ja', 4)).body.code).toBe(0);
    expect((await issue('default', 'en', 5, 'email')).body.code).toBe(0);
    status = 400;
    expect((await issue('default', 'de', 6)).body.code).toBe(1000100);

    expect(await segments('default', 'ja')).toBe(1);
    expect(await segments('shop', 'en')).toBe(1);
    expect(await segments('shop', 'ja')).toBe(4);
    expect(await segments('default', 'en')).toBeUndefined();
    expect(await segments('default', 'de')).toBeUndefined();
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
      const phone = { use: 'login', type: 'phone', account: `+86138001380${n + 10}` };
      await app.post(CAPTCHA, phone, { 'accept-language': `en-x-invented${n}` });
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
