import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CONTEXT_HEADERS, headerValue } from './headers.js';

const { tenant, token, app, project, role, language } = CONTEXT_HEADERS;

/** The headers that Node parses from raw lines. */
async function received(...lines: string[]): Promise<IncomingHttpHeaders> {
  const server = createServer((_request, response) => response.end());
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(['GET / HTTP/1.1', 'Host: x', ...lines, '', ''].join('\r\n'));
  const [request] = (await once(server, 'request')) as [{ headers: IncomingHttpHeaders }];
  return request.headers;
}

describe('CONTEXT_HEADERS', () => {
  it('are the headers of the API contract in the order of the source page, with their aliases and defaults', () => {
    const rows = Object.values<(typeof CONTEXT_HEADERS)[keyof typeof CONTEXT_HEADERS]>(CONTEXT_HEADERS);
    expect(
      rows.map((row) => [row.name, 'alias' in row && row.alias, 'default' in row && row.default]),
    ).toEqual([
      ['iThings-token', 'token', false],
      ['iThings-project-id', 'project-id', false],
      ['iThings-app-code', 'app-code', 'core'],
      ['iThings-user-role', false, false],
      ['Accept-Language', false, false],
      ['iThings-tenant-code', 'tenant-code', 'default'],
    ]);
  });
});

describe('headerValue()', () => {
  it.each([
    ['iThings-tenant-code: a', 'a'],
    ['ITHINGS-TENANT-CODE: a', 'a'],
    ['tenant-code: a', 'a'],
    ['Tenant-Code: a', 'a'],
    ['iThings-tenant-code:    a   ', 'a'],
    ['X: y', ''],
  ])('matches the name and the alias case-insensitively: %s', async (line, value) => {
    expect(headerValue(await received(line), tenant)).toBe(value);
  });

  it.each([
    [['iThings-tenant-code: main', 'tenant-code: alias'], 'main'],
    [['tenant-code: alias', 'iThings-tenant-code: main'], 'main'],
    [['iThings-tenant-code:', 'tenant-code: alias'], 'alias'],
    [['iThings-tenant-code:    ', 'tenant-code: alias'], 'alias'],
    [['iThings-tenant-code: ,', 'tenant-code: alias'], 'alias'],
    [['iThings-tenant-code:', 'tenant-code:'], ''],
  ])('reads the alias only if the main header is absent or empty: %j', async (lines, value) => {
    expect(headerValue(await received(...lines), tenant)).toBe(value);
  });

  it.each([
    [['iThings-token: x', 'iThings-token:'], 'x'],
    [['iThings-token:', 'iThings-token: x'], 'x'],
    [['iThings-token: x, '], 'x'],
    [['iThings-token: , ,x,,'], 'x'],
    [['iThings-token: a', 'iThings-token: b'], 'a, b'],
    [['iThings-token: a,b'], 'a, b'],
    [['iThings-token: a', 'iThings-token: a'], 'a, a'],
  ])('drops empty repetitions and keeps all others: %j', async (lines, value) => {
    expect(headerValue(await received(...lines), token)).toBe(value);
  });

  it('joins a list of values', () => {
    expect(headerValue({ 'app-code': ['a', '', 'b'] }, app)).toBe('a, b');
    expect(headerValue({ 'app-code': [] }, app)).toBe('');
  });

  it('reads neither another header nor the alias of another one', async () => {
    const headers = await received('token: t', 'project-id: 1', 'user-role: 1', 'language: de');
    expect(headerValue(headers, token)).toBe('t');
    expect(headerValue(headers, project)).toBe('1');
    expect([tenant, app, role, language].map((header) => headerValue(headers, header))).toEqual([
      '',
      '',
      '',
      '',
    ]);
  });

  it('returns a trimmed string without empty elements for any values (generated)', () => {
    const values = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
    fc.assert(
      fc.property(values, values, (main, alias) => {
        const value = headerValue({ 'ithings-token': main, token: alias }, token);
        expect(value).toBe(value.trim());
        expect(value.split(', ').every((part) => part !== '' || value === '')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
