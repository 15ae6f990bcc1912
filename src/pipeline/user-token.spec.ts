import { createHmac, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { userTokenReader } from './user-token.js';

const SECRET = 'a-secret-of-the-deployed-system-32b';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function signed(
  claims: JWTPayload,
  { secret = SECRET, alg = 'HS256', expires = '1h' } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg })
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(bytes(secret));
}

const read = (token: string) => userTokenReader(SECRET)(token);

describe('userTokenReader(): a valid token', () => {
  it.each([
    [{ Uid: '7' }, { id: '7' }],
    [{ UserID: '7' }, { id: '7' }],
    [{ Uid: '7', UserID: '8' }, { id: '7' }],
    [{ Uid: '', UserID: '8' }, { id: '8' }],
    [{ Uid: 7 }, { id: '7' }],
    [{ UserID: 1764806234 }, { id: '1764806234' }],
    [{ Uid: '1764806234122309632' }, { id: '1764806234122309632' }],
    [
      { Uid: '7', Role: 2, TenantCode: 'acme' },
      { id: '7', role: '2', tenant: 'acme' },
    ],
    [
      { UserID: 7, Role: 'admin', TenantCode: '' },
      { id: '7', role: 'admin' },
    ],
    [{ Uid: '7', Role: null, TenantCode: ['acme'] }, { id: '7' }],
  ])('with the claims %j has the user %j', async (claims, user) => {
    expect(await read(await signed(claims))).toEqual(user);
  });

  it('has an expiry', async () => {
    const token = new SignJWT({ Uid: '7' }).setProtectedHeader({ alg: 'HS256' }).sign(bytes(SECRET));
    expect(await read(await token)).toBeUndefined();
  });
});

describe('userTokenReader(): an invalid token', () => {
  it.each([
    {},
    { Uid: '' },
    { Uid: null },
    { Uid: {} },
    { Uid: ['7'] },
    { Uid: true },
    { sub: '7' },
    { uid: '7' },
  ])('is undefined when it has no user: %j', async (claims) => {
    expect(await read(await signed(claims as JWTPayload))).toBeUndefined();
  });

  it('is undefined when it is expired', async () => {
    expect(await read(await signed({ Uid: '7' }, { expires: '-1s' }))).toBeUndefined();
  });

  it('is undefined when it is not valid yet', async () => {
    const token = new SignJWT({ Uid: '7' }).setProtectedHeader({ alg: 'HS256' }).setNotBefore('1h');
    expect(await read(await token.sign(bytes(SECRET)))).toBeUndefined();
  });

  it.each(['another-secret-of-the-deployed-system', `${SECRET} `, SECRET.toUpperCase()])(
    'is undefined when it is signed by another secret: %s',
    async (secret) => {
      expect(await read(await signed({ Uid: '7' }, { secret }))).toBeUndefined();
    },
  );

  it('is undefined when it is not signed (alg none)', async () => {
    const unsecured = new UnsecuredJWT({ Uid: '7' }).encode();
    const [, payload] = unsecured.split('.');
    expect(await read(unsecured)).toBeUndefined();
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
      for (const signature of ['', 'x']) {
        expect(await read(`${header}.${payload}.${signature}`)).toBeUndefined();
      }
    }
  });

  it.each(['HS384', 'HS512'])('is undefined when it is signed by the right secret with %s', async (alg) => {
    const secret = SECRET.repeat(2);
    expect(await userTokenReader(secret)(await signed({ Uid: '7' }, { secret, alg }))).toBeUndefined();
  });

  it('is undefined when it is signed by an RSA key, even if the secret is its public half', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const token = await new SignJWT({ Uid: '7' }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    expect(await userTokenReader(pem)(token)).toBeUndefined();
  });

  it('is undefined when one character of it is altered', async () => {
    const token = await signed({ Uid: '7', TenantCode: 'acme' });
    const [header = '', payload = '', signature = ''] = token.split('.');
    const other = Buffer.from(JSON.stringify({ Uid: '8' })).toString('base64url');
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    expect(await read(`${header}.${other}.${signature}`)).toBeUndefined();
    expect(await read(`${header}.${payload}.${flipped}`)).toBeUndefined();
    expect(await read(`${header}.${payload}.`)).toBeUndefined();
    expect(await read(token)).toEqual({ id: '7', tenant: 'acme' });
  });

  it('is undefined when no secret is set, even if it is signed by an empty one', async () => {
    expect(await userTokenReader('')(await signed({ Uid: '7' }))).toBeUndefined();
    const [header, claims] = ['{"alg":"HS256"}', '{"Uid":"7"}'].map((part) =>
      Buffer.from(part).toString('base64url'),
    );
    const signature = createHmac('sha256', '').update(`${header}.${claims}`).digest('base64url');
    expect(await userTokenReader('')(`${header}.${claims}.${signature}`)).toBeUndefined();
    expect(await userTokenReader('')(new UnsecuredJWT({ Uid: '7' }).encode())).toBeUndefined();
  });

  it('is undefined when it is any other text (generated)', async () => {
    const part = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    const text = fc.oneof(
      part,
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        expect(await read(token)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe('userTokenReader(): a numeric user id', () => {
  it('must be a safe integer, because JSON parsing rounds larger numbers', async () => {
    expect(await read(await signed({ Uid: 42 }))).toEqual({ id: '42' });
    expect(await read(await signed({ Uid: 2 ** 53 }))).toBeUndefined();
    expect(await read(await signed({ Uid: 1.5 }))).toBeUndefined();
  });
});
