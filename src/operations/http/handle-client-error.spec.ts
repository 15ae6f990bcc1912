import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HttpAdapterHost } from '@nestjs/core';
import { type AppError, EnvelopeFilter } from '@system-management/envelope';
import { handleClientError } from './handle-client-error.js';

const filter = new EnvelopeFilter(
  {
    successCode: 0,
    errorStatus: 'semantic',
    languageOf: () => 'en',
    errorText: (name, language) => `${language}:${name}`,
    parameterText: ({ rule }, language) => `${language}:${rule}`,
    fieldErrorText: ({ field, rule }, language) => `${language}:${field}:${rule}`,
    onUnexpectedError: () => undefined,
  },
  new HttpAdapterHost(),
);
const render = (failure: AppError) => filter.body(failure, 'en');

/** Sends bytes to a real HTTP server. @returns what it sends until it closes the connection */
async function responseTo(bytes: string): Promise<string> {
  const server = createServer((_request, response) => response.end('reached'));
  server.on('clientError', (error, socket) => handleClientError(error, socket as Socket, render));
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return received;
}

function parse(response: string): { head: string; body: unknown } {
  const [head = '', body = ''] = response.split('\r\n\r\n');
  expect(head).toContain(`\r\nContent-Length: ${Buffer.byteLength(body)}`);
  return { head, body: JSON.parse(body) };
}

const withHeader = (bytes: number) => `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(bytes)}\r\n\r\n`;

describe('handleClientError(): headers beyond the limit', () => {
  it.each([17_000, 60_000])('are a 431 in the envelope (%i bytes)', async (bytes) => {
    const { head, body } = parse(await responseTo(withHeader(bytes)));
    expect(head).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
    expect(body).toEqual({ code: 100015, msg: 'en:OutRange' });
  });

  it('reach the handler when they are below the limit', async () => {
    expect(await responseTo(withHeader(1000).replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))).toMatch(
      /^HTTP\/1\.1 200 OK[^]*reached$/,
    );
  });
});

describe('handleClientError(): malformed HTTP', () => {
  it.each([
    ['plain text', 'hello there\r\n\r\n'],
    ['another protocol', '\u0016\u0003\u0001\u0002\u0000\r\n\r\n'],
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a broken version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n'],
    ['NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: \u0000\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length beside chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('is a 400 in the envelope: %s', async (_description, bytes) => {
    const { head, body } = parse(await responseTo(bytes));
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(body).toEqual({
      code: 100006,
      msg: 'en:isHttp',
      data: { errors: [{ field: 'request', rule: 'isHttp', message: 'en:request:isHttp' }] },
    });
  });

  it('is answered as JSON with no-store, and closes the connection', async () => {
    const { head } = parse(await responseTo('garbage\r\n\r\n'));
    expect(head.split('\r\n')).toEqual(
      expect.arrayContaining([
        'Content-Type: application/json; charset=utf-8',
        'Cache-Control: no-store',
        'Connection: close',
      ]),
    );
  });

  it('is not echoed in the response', async () => {
    expect(await responseTo('<script>alert(1)</script>\r\n\r\n')).not.toContain('script');
  });

  it('is answered with Content-Length in bytes when the message is not ASCII', async () => {
    const chinese = { code: 1, msg: '页面出现问题，请刷新后重试' };
    const end = vi.fn();
    handleClientError(new Error('parse'), { writable: true, end } as unknown as Socket, () => chinese);
    const [response] = end.mock.calls[0] as [string];
    expect(parse(response).body).toEqual(chinese);
  });
});

describe('handleClientError(): a broken connection', () => {
  it.each([
    ['it was reset', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), true],
    ['it accepts no more bytes', new Error('parse'), false],
  ])('is destroyed without a response: %s', (_description, error, writable) => {
    const socket = { writable, end: vi.fn(), destroy: vi.fn() };
    handleClientError(error, socket as unknown as Socket, render);
    expect(socket.end).not.toHaveBeenCalled();
    expect(socket.destroy).toHaveBeenCalledWith(error);
  });
});
