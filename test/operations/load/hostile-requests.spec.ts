import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../../support/app.js';

const MIB = 2 ** 20;

describe('SEC-30: oversized and malformed requests', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  /** Writes `chunk` until the server closes the connection or `maxBytes` are sent; returns the response and the bytes sent. */
  const flood = async (
    head: string,
    chunk: Buffer,
    maxBytes: number,
  ): Promise<{ received: string; sent: number }> => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    let received = '';
    let sent = 0;
    socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(head);
    while (sent < maxBytes && socket.writable) {
      sent += chunk.length;
      if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
    }
    if (socket.writable) socket.end();
    await closed;
    return { received, sent };
  };
  const head = (...lines: string[]): string =>
    [`POST ${CAPTCHA} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');
  const rssGrowthOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = process.memoryUsage().rss;
    await work();
    return process.memoryUsage().rss - before;
  };
  const postRaw = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const response = await fetch(app.url + CAPTCHA, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as { code: number } };
  };

  it.each([
    ['a body of 100 MiB', head(`Content-Length: ${100 * MIB}`), Buffer.alloc(64 * 1024, ' ')],
    [
      'an endless chunked body',
      head('Transfer-Encoding: chunked'),
      Buffer.from(`10000\r\n${' '.repeat(0x10000)}\r\n`),
    ],
  ])('%s is refused with 413 in the envelope, without buffering it', async (_what, start, chunk) => {
    let result = { received: '', sent: 0 };
    const grown = await rssGrowthOf(async () => (result = await flood(start, chunk, 100 * MIB)));
    expect(result.received).toMatch(/^HTTP\/1\.1 413 /);
    expect(result.received).toContain('"code":100015');
    expect(grown).toBeLessThan(20 * MIB);
  });

  it.each([
    ['2,000 levels deep', `{"use":${'['.repeat(2000)}${']'.repeat(2000)}}`, 400],
    ['600 levels deep in an unknown field', `{"x":${'{"a":'.repeat(600)}1${'}'.repeat(600)}}`, 400],
    ['10,000 levels deep', '['.repeat(10_000), 413],
    ['gzip', gzipSync('{"use":"login","type":"image"}'), 415],
    ['an object with __proto__', '{"__proto__":{"isAdmin":true},"use":"login","type":"image"}', 400],
    [
      'an object with constructor.prototype',
      '{"constructor":{"prototype":{"isAdmin":true}},"use":"login","type":"image"}',
      400,
    ],
  ])('a body is refused in the envelope: %s', async (what, body, status) => {
    const response = await postRaw(body, what === 'gzip' ? { 'Content-Encoding': 'gzip' } : {});
    expect(response.status).toBe(status);
    expect(response.body.code).toBe({ 400: 100006, 413: 100015, 415: 100014 }[status]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('SEC-31: headers time out after 5 s and requests after 10 s', () => {
    const { headersTimeout, requestTimeout } = app.nest.getHttpServer();
    expect([headersTimeout, requestTimeout]).toEqual([5000, 10_000]);
  });

  it('headers of more than 16 KiB are refused with 431 in the envelope', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => `x-${n}: ${n}`).join('\r\n');
    const grown = await rssGrowthOf(async () => {
      for (let n = 0; n < 20; n++) {
        const response = await app.raw(`POST ${CAPTCHA} HTTP/1.1\r\nHost: x\r\n${many}\r\n\r\n`);
        expect(response).toMatch(/^HTTP\/1\.1 431 /);
        expect(response).toContain('"code":100015');
      }
    });
    expect(grown).toBeLessThan(20 * MIB);
  });
});
