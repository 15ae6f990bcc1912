import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';

const MIB = 2 ** 20;

describe('SEC-30: what nobody should send', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  /** Writes until the server has answered and no longer listens; what it said, and how much it was told. */
  const pour = async (head: string, chunk: Buffer, most: number): Promise<{ said: string; sent: number }> => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    let said = '';
    let sent = 0;
    socket.setEncoding('utf8').on('data', (text: string) => (said += text));
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(head);
    while (sent < most && socket.writable) {
      sent += chunk.length;
      if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
    }
    if (socket.writable) socket.end();
    await closed;
    return { said, sent };
  };
  const head = (...lines: string[]): string =>
    [`POST ${CAPTCHA} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');
  const grownBy = async (work: () => Promise<unknown>): Promise<number> => {
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
    ['100 MiB that are announced', head(`Content-Length: ${100 * MIB}`), Buffer.alloc(64 * 1024, ' ')],
    [
      'chunks without an end',
      head('Transfer-Encoding: chunked'),
      Buffer.from(`10000\r\n${' '.repeat(0x10000)}\r\n`),
    ],
  ])('%s are refused with 413 in the envelope, and never kept', async (_what, start, chunk) => {
    let answer = { said: '', sent: 0 };
    const grown = await grownBy(async () => (answer = await pour(start, chunk, 100 * MIB)));
    expect(answer.said).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.said).toContain('"code":100015');
    expect(grown).toBeLessThan(20 * MIB);
  });

  it.each([
    ['2,000 levels deep', `{"use":${'['.repeat(2000)}${']'.repeat(2000)}}`, 400],
    ['2,000 levels deep where nobody looks', `{"x":${'{"a":'.repeat(600)}1${'}'.repeat(600)}}`, 400],
    ['10,000 levels deep', '['.repeat(10_000), 413],
    ['gzip', gzipSync('{"use":"login","type":"image"}'), 400],
    ['a prototype', '{"__proto__":{"isAdmin":true},"use":"login","type":"image"}', 400],
    ['a constructor', '{"constructor":{"prototype":{"isAdmin":true}},"use":"login","type":"image"}', 400],
  ])('a body that is %s is refused in the envelope', async (what, body, status) => {
    const answer = await postRaw(body, what === 'gzip' ? { 'Content-Encoding': 'gzip' } : {});
    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(status === 413 ? 100015 : 100006);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('SEC-31: nobody has longer than 5 s for headers and 10 s for a request', () => {
    const { headersTimeout, requestTimeout } = app.nest.getHttpServer();
    expect([headersTimeout, requestTimeout]).toEqual([5000, 10_000]);
  });

  it('headers beyond 16 KiB, and thousands of them, are refused with 431 in the envelope', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => `x-${n}: ${n}`).join('\r\n');
    const grown = await grownBy(async () => {
      for (let n = 0; n < 20; n++) {
        const said = await app.raw(`POST ${CAPTCHA} HTTP/1.1\r\nHost: x\r\n${many}\r\n\r\n`);
        expect(said).toMatch(/^HTTP\/1\.1 431 /);
        expect(said).toContain('"code":100015');
      }
    });
    expect(grown).toBeLessThan(20 * MIB);
  });
});
