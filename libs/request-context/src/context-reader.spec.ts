import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AddressProblem } from './client-address.js';
import { contextOf, ContextReader, type RequestContextOptions } from './context-reader.js';
import { trustedProxies } from './trusted-proxies.js';

const TENANTS: Readonly<Record<string, { readonly language: string }>> = {
  default: { language: 'de' },
  acme: { language: 'zh-CN' },
};
const USERS: Readonly<Record<string, { id: string; role?: string; tenant?: string }>> = {
  plain: { id: '7' },
  full: { id: '7', role: '2', tenant: 'acme' },
};

function options(parts: Partial<RequestContextOptions> = {}): RequestContextOptions {
  return {
    languages: ['en', 'zh-CN', 'de'],
    fallbackLanguage: 'en',
    defaultTenant: 'default',
    findTenant: (code) => (Object.hasOwn(TENANTS, code) ? TENANTS[code] : undefined),
    authenticate: async (token) => (Object.hasOwn(USERS, token) ? USERS[token] : undefined),
    trustedProxies: trustedProxies([]),
    ...parts,
  };
}

function request(headers: IncomingHttpHeaders = {}, remoteAddress = '198.51.100.1'): IncomingMessage {
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

const read = (headers?: IncomingHttpHeaders, parts?: Partial<RequestContextOptions>) =>
  new ContextReader(options(parts)).read(request(headers));

describe('ContextReader: read()', () => {
  it('uses the default tenant and its language without any header', async () => {
    const { requestId, ...context } = await read();
    expect(context).toEqual({
      language: 'de',
      tenant: 'default',
      tenantHeader: 'iThings-tenant-code',
      ip: '198.51.100.1',
      appCode: 'core',
    });
    expect(requestId).toMatch(/^[\da-f-]{36}$/);
  });

  it('caches the context for contextOf() of the same request', async () => {
    const reader = new ContextReader(options());
    const [one, other] = [request(), request()];
    const context = await reader.read(one);
    expect(contextOf(one)).toBe(context);
    expect(contextOf(other)).toBeUndefined();
  });

  it('takes the address from trusted proxies, and reads no header but X-Forwarded-For', async () => {
    const forged = {
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'for=203.0.113.8',
      'x-real-ip': '203.0.113.7',
      'cf-connecting-ip': '203.0.113.6',
      'true-client-ip': '203.0.113.5',
      'x-client-ip': '203.0.113.4',
    };
    expect(await read(forged)).toMatchObject({ ip: '198.51.100.1' });
    const behindProxy = { trustedProxies: trustedProxies(['198.51.100.1']) };
    expect(await read(forged, behindProxy)).toMatchObject({ ip: '203.0.113.9' });
    expect(await read({ ...forged, 'x-forwarded-for': '' }, behindProxy)).toMatchObject({
      ip: '198.51.100.1',
    });
  });

  it('reports the first address problem of each kind, and no further ones', async () => {
    const problems: AddressProblem[] = [];
    const reader = new ContextReader(
      options({
        trustedProxies: trustedProxies(['10.0.0.0/8']),
        onAddressProblem: (problem) => void problems.push(problem),
      }),
    );
    const receive = (peer: string, entry: string) => reader.read(request({ 'x-forwarded-for': entry }, peer));
    await receive('10.0.0.1', '203.0.113.9');
    expect(problems).toEqual([]);
    for (const peer of ['198.51.100.1', '198.51.100.2']) await receive(peer, '203.0.113.9');
    for (const peer of ['10.0.0.1', '10.0.0.2']) await receive(peer, 'unknown');
    expect(problems).toEqual([
      { kind: 'untrustedPeer', peer: '198.51.100.1' },
      { kind: 'unreadableEntry', peer: '10.0.0.1' },
    ]);
  });

  it('does not read Host', async () => {
    const hosts = { host: 'evil.test', 'x-forwarded-host': 'evil.test', origin: 'http://evil.test' };
    expect(JSON.stringify(await read(hosts))).not.toContain('evil');
  });
});

describe('ContextReader: the language', () => {
  it.each([
    ['that of the header', { 'accept-language': 'zh-TW;q=0.5, en;q=0.9', 'tenant-code': 'acme' }, 'en'],
    ["the tenant's if the header is absent", { 'tenant-code': 'acme' }, 'zh-CN'],
    ["the tenant's if the header is empty", { 'accept-language': '', 'tenant-code': 'acme' }, 'zh-CN'],
    [
      "the tenant's if no language of the header is shipped",
      { 'accept-language': 'sv', 'tenant-code': 'acme' },
      'zh-CN',
    ],
    [
      "the tenant's if the header is malformed",
      { 'accept-language': ';;\u0000,q=9', 'tenant-code': 'acme' },
      'zh-CN',
    ],
    ["the default tenant's if no tenant is named", {}, 'de'],
    ['the fallback if the tenant does not exist', { 'tenant-code': 'nobody' }, 'en'],
  ])('is %s', async (_whose, headers: IncomingHttpHeaders, language) => {
    expect((await read(headers)).language).toBe(language);
  });

  it("is that of the user's tenant, not of the tenant header", async () => {
    expect((await read({ token: 'full', 'tenant-code': 'default' })).language).toBe('zh-CN');
  });

  it('is available before the context is read', () => {
    const reader = new ContextReader(options());
    expect(reader.languageOf(request({ 'accept-language': 'en' }))).toBe('en');
    expect(reader.languageOf(request({ 'tenant-code': 'acme' }))).toBe('zh-CN');
  });

  it('is that of the context after it is read', async () => {
    const reader = new ContextReader(options());
    const authenticated = request({ token: 'full' });
    await reader.read(authenticated);
    expect(reader.languageOf(authenticated)).toBe('zh-CN');
  });
});

describe('ContextReader: the tenant', () => {
  it.each([
    [{ 'ithings-tenant-code': 'acme' }, 'acme', 'iThings-tenant-code'],
    [{ 'tenant-code': 'acme' }, 'acme', 'iThings-tenant-code'],
    [{ 'ithings-tenant-code': '', 'tenant-code': '' }, 'default', 'iThings-tenant-code'],
    [{ 'ithings-tenant-code': 'no such' }, 'no such', 'iThings-tenant-code'],
    [{ token: 'full', 'tenant-code': 'default' }, 'acme', 'iThings-token'],
    [{ token: 'plain', 'tenant-code': 'acme' }, 'acme', 'iThings-tenant-code'],
    [{ token: 'plain' }, 'default', 'iThings-tenant-code'],
    [{ token: 'forged', 'tenant-code': 'acme' }, 'acme', 'iThings-tenant-code'],
  ])('for %j is %s, named by %s', async (headers, tenant, tenantHeader) => {
    expect(await read(headers)).toMatchObject({ tenant, tenantHeader });
  });
});

describe('ContextReader: the user', () => {
  it('is that of a valid token', async () => {
    expect((await read({ 'ithings-token': 'full' })).user).toEqual(USERS['full']);
    expect((await read({ token: 'plain' })).user).toEqual({ id: '7' });
  });

  it.each([{}, { token: '' }, { token: 'forged' }, { token: 'plain, full' }])(
    'is absent for %j',
    async (headers) => {
      expect(await read(headers)).not.toHaveProperty('user');
    },
  );

  it('is not looked up without a token', async () => {
    const tokens: string[] = [];
    const authenticate = async (token: string) => void tokens.push(token);
    await read({ 'ithings-token': ' ' }, { authenticate });
    expect(tokens).toEqual([]);
  });

  it('is not set by the role header', async () => {
    const context = await read({ 'ithings-user-role': '1' });
    expect(context.userRole).toBe('1');
    expect(context).not.toHaveProperty('user');
  });
});

describe('ContextReader: request id, project and application', () => {
  it.each(['r1', 'a.b:c-d_E', '0123456789abcdef', 'x'.repeat(64)])(
    'keeps a valid request id: %s',
    async (id) => {
      expect((await read({ 'x-request-id': id })).requestId).toBe(id);
    },
  );

  it.each(['', ' ', 'a b', 'a,b', 'a\r\nb', '<script>', 'ü', "'", '{"a":1}', '../..', 'x'.repeat(65)])(
    'replaces an invalid request id by a new UUID: %j',
    async (id) => {
      const [one, other] = [await read({ 'x-request-id': id }), await read({ 'x-request-id': id })];
      expect(one.requestId).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/);
      expect(one.requestId).not.toBe(other.requestId);
    },
  );

  it.each(['1', '0042', '1764806234122309632'])('keeps a project of digits: %s', async (id) => {
    expect(await read({ 'ithings-project-id': id })).toMatchObject({ projectId: id });
    expect(await read({ 'project-id': id })).toMatchObject({ projectId: id });
  });

  it.each(['', 'a', '1a', '-1', '1.0', '１', '1, 2', '1 2', '0x1'])(
    'ignores any other project: %j',
    async (id) => {
      expect(await read({ 'ithings-project-id': id })).not.toHaveProperty('projectId');
      expect(await read({ 'project-id': id })).not.toHaveProperty('projectId');
    },
  );

  it.each([
    ['shop', 'shop'],
    ['a.b_C-9', 'a.b_C-9'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), 'core'],
    ['a b', 'core'],
    ['a/b', 'core'],
    ['ä', 'core'],
    ['', 'core'],
  ])('reads %j as the application %s', async (header, appCode) => {
    expect(await read({ 'ithings-app-code': header })).toMatchObject({ appCode });
    expect(await read({ 'app-code': header })).toMatchObject({ appCode });
  });
});

describe('ContextReader for generated headers', () => {
  it('returns a complete, valid context and never throws', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string(), { maxLength: 3 }),
      fc.constantFrom('__proto__', 'constructor', ', ,', 'full', 'x'.repeat(9000)),
    );
    const names = [
      ...['ithings-tenant-code', 'tenant-code', 'ithings-token', 'token', 'ithings-project-id', 'project-id'],
      ...['ithings-app-code', 'app-code', 'ithings-user-role', 'x-request-id', 'x-forwarded-for'],
    ];
    const header = fc.dictionary(fc.constantFrom(...names), value);
    // Node joins repetitions of this header to one string.
    const language = fc.string({ unit: 'binary' });
    const everyPeer = new BlockList();
    everyPeer.addSubnet('0.0.0.0', 0, 'ipv4');
    everyPeer.addSubnet('::', 0, 'ipv6');
    const reader = new ContextReader(options({ trustedProxies: everyPeer }));
    await fc.assert(
      fc.asyncProperty(header, language, async (headers, acceptLanguage) => {
        const context = await reader.read(request({ ...headers, 'accept-language': acceptLanguage }));
        expect(context.requestId).toMatch(/^[\w.:-]{1,64}$/);
        expect(['en', 'zh-CN', 'de']).toContain(context.language);
        expect(context.appCode).toMatch(/^[\w.-]{1,64}$/);
        expect(context.projectId ?? '1').toMatch(/^\d+$/);
        expect(context.tenant).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});
