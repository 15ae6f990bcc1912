import type { ServerResponse } from 'node:http';

import { startHttpSink, testCertificate } from '@system-management/messaging/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { VendorUnavailableError } from './captcha-vendor.js';
import { createCaptchaVendor } from './create-captcha-vendor.js';
import { VENDOR_SCRIPTS, type VendorName } from './testing/fake-vendor.js';
import { open } from './testing/open.js';
import type { CannedResponse } from './testing/vendor-script.js';

const NAMES = Object.keys(VENDOR_SCRIPTS) as VendorName[];
/** The deadline of a call that gets no answer, in milliseconds, and when it has certainly passed. */
const TIMEOUT_MS = 250;
const LIMIT_MS = 2_000;

type Fault = (response: ServerResponse, solved: CannedResponse) => unknown;

const status =
  (code: number, headers = {}): Fault =>
  (response, { body }) =>
    response.writeHead(code, headers).end(JSON.stringify(body));
const text =
  (body: string): Fault =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);

/** Sends a part again and again, without an end. */
const drip =
  (first: (response: ServerResponse) => void, send: (response: ServerResponse) => void): Fault =>
  (response) => {
    first(response);
    const timer = setInterval(() => send(response), 10);
    response.on('close', () => clearInterval(timer));
  };

/** Faults with the answer of an accepted token where they have a body, so that a client must not read it. */
const FAULTS: Record<string, Fault> = {
  'HTTP 301': status(301, { location: 'http://127.0.0.1:1/' }),
  'HTTP 307': status(307, { location: 'http://127.0.0.1:1/' }),
  'HTTP 304': (response) => response.writeHead(304).end(),
  'HTTP 400': status(400),
  'HTTP 401': status(401),
  'HTTP 403': status(403),
  'HTTP 403 of a firewall': (response) => response.writeHead(403).end('<h1>forbidden</h1>'),
  'HTTP 404': status(404),
  'HTTP 408': status(408),
  'HTTP 429': status(429),
  'HTTP 500': status(500),
  'HTTP 502': status(502),
  'HTTP 503': status(503),
  'HTTP 504': status(504),
  'no body': text(''),
  'a page': text('<html>solved</html>'),
  'half of a body': (response, { body }) => {
    const json = JSON.stringify(body);
    response.writeHead(200, { 'content-length': json.length }).write(json.slice(0, json.length / 2));
    response.socket?.end();
  },
  'cut JSON': text('{"success":true,"status":"success","result":"success"'),
  'JSON null': text('null'),
  'JSON true': text('true'),
  'JSON array': text('[{"success":true,"status":"success","result":"success"}]'),
  'JSON object without a verdict': text('{}'),
  'a verdict of another type': text('{"success":"true","status":true,"result":"SUCCESS"}'),
  'a verdict in the prototype': text('{"__proto__":{"success":true,"status":"success","result":"success"}}'),
  'a body of a megabyte': (response, { body }) =>
    response.writeHead(200).end(JSON.stringify(body) + ' '.repeat(1 << 20)),
  'a reset connection': (response) => response.socket?.resetAndDestroy(),
  'a closed connection': (response) => response.socket?.destroy(),
  'no HTTP': (response) => response.socket?.end('220 mail.example.com ESMTP\r\n'),
};

const TIMEOUT_FAULTS: Record<string, Fault> = {
  silence: () => undefined,
  'a slow head': drip(
    ({ socket }) => void socket?.write('HTTP/1.1 200 OK\r\n'),
    ({ socket }) => void socket?.write('x-slow: 1\r\n'),
  ),
  'a slow body': drip(
    (response) => void response.writeHead(200).write('{'),
    (response) => void response.write(' '),
  ),
};

/** The error of a verification, and how long it took in milliseconds. @param timeoutMs by default five seconds */
async function failureOf(name: VendorName, respond: Fault, timeoutMs?: number) {
  const { fake, vendor } = await open(name, { respond, timeoutMs });
  const token = fake.solve();
  const started = performance.now();
  const outcome = await vendor.verify(token, { action: 'login' }).catch((error: unknown) => error);
  expect(fake.received).toHaveLength(1);
  return { outcome, ms: performance.now() - started, token };
}

describe.each(NAMES)('createCaptchaVendor() for %s: a verification during a fault', (name) => {
  it.each(Object.entries(FAULTS))('is unavailable: %s', async (_fault, respond) => {
    const { outcome, ms, token } = await failureOf(name, respond);
    expect(outcome).toBeInstanceOf(VendorUnavailableError);
    expect(ms).toBeLessThan(LIMIT_MS);
    for (const secret of [...VENDOR_SCRIPTS[name].secrets, token])
      expect(String(outcome)).not.toContain(secret);
  });

  it.each(Object.entries(TIMEOUT_FAULTS))('is unavailable at the deadline: %s', async (_fault, respond) => {
    const { outcome, ms } = await failureOf(name, respond, TIMEOUT_MS);
    expect(outcome).toBeInstanceOf(VendorUnavailableError);
    expect(outcome).toMatchObject({ isTimeout: true, isSecretRefused: false });
    expect(ms).toBeLessThan(LIMIT_MS);
  });

  it('is unavailable when nothing listens', async () => {
    const { port, stop } = await startHttpSink();
    await stop();
    const vendor = createCaptchaVendor(VENDOR_SCRIPTS[name].dsn(`http://127.0.0.1:${port}`));
    onTestFinished(() => vendor.close());
    const token = VENDOR_SCRIPTS[name].token(1, { hostname: '', action: 'login', solvedAt: 0 });
    await expect(vendor.verify(token, { action: 'login' })).rejects.toThrow('could not be reached: ECONN');
    await expect(vendor.check()).rejects.toBeInstanceOf(VendorUnavailableError);
  });

  it('is unavailable when its host has no address', async () => {
    const vendor = createCaptchaVendor(VENDOR_SCRIPTS[name].dsn('https://no-such-host..invalid'));
    onTestFinished(() => vendor.close());
    const token = VENDOR_SCRIPTS[name].token(1, { hostname: '', action: 'login', solvedAt: 0 });
    await expect(vendor.verify(token, { action: 'login' })).rejects.toThrow(
      /could not be reached: E(NOTFOUND|AI_)/,
    );
  });

  it('is unavailable without a trusted certificate, and sends nothing', async () => {
    const tls = await testCertificate();
    onTestFinished(() => tls.remove());
    const { fake, vendor } = await open(name, { tls });
    const token = fake.solve();
    await expect(vendor.verify(token, { action: 'login' })).rejects.toBeInstanceOf(VendorUnavailableError);
    expect(fake.received).toEqual([]);
  });

  it('trusts the authority of the option ca', async () => {
    const tls = await testCertificate();
    onTestFinished(() => tls.remove());
    const { fake, vendor } = await open(name, { tls, dsn: `&ca=${encodeURIComponent(tls.path)}` });
    expect(await vendor.verify(fake.solve(), { action: 'login' })).toEqual({ result: 'solved' });
  });
});
