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
});

/** 2026-11-29T12:00:00Z in seconds. */
const NOW = 1_795_953_600;

/** A token whose payload is this JSON text. `SignJWT` refuses some claims that other issuers write. */
function signedJson(json: string): string {
  const signed = ['{"alg":"HS256","typ":"JWT"}', json].map((part) => Buffer.from(part).toString('base64url'));
  const signature = createHmac('sha256', SECRET).update(signed.join('.')).digest('base64url');
  return [...signed, signature].join('.');
}

/** Whether the reader takes a token with these claims at {@link NOW}. */
async function isTaken(claims: string, maxAge?: number): Promise<boolean> {
  const readNow = userTokenReader(SECRET, { maxAge, now: () => new Date(NOW * 1000) });
  return (await readNow(signedJson(`{"Uid":"7"${claims && `,${claims}`}}`))) !== undefined;
}

describe('userTokenReader(): the time of a token', () => {
  it.each([
    ['exp', -4, true],
    ['exp', -5, false],
    ['exp', -3600, false],
    ['nbf', 2, true],
    ['nbf', 5, true],
    ['nbf', 6, false],
    ['iat', 2, true],
    ['iat', 5, true],
    ['iat', 6, false],
    ['iat', -30 * 86_400, true],
  ])('may differ from ours by 5 seconds: %s %i s from now: taken %s', async (claim, seconds, taken) => {
    const others = claim === 'exp' ? '' : `,"exp":${NOW + 3600}`;
    expect(await isTaken(`"${claim}":${NOW + seconds}${others}`)).toBe(taken);
    // The maximum age does not apply to tokens with `exp`.
    expect(await isTaken(`"${claim}":${NOW + seconds}${others}`, 60)).toBe(taken);
  });

  it.each([
    [undefined, 0, false],
    [600, 0, true],
    [600, 2, true],
    [600, 6, false],
    [600, -600, true],
    [600, -604, true],
    [600, -605, false],
    [1, -5, true],
    [1, -6, false],
  ])(
    'without exp is judged by a maximum age of %s s: iat %i s from now: taken %s',
    async (maxAge, iat, taken) => {
      expect(await isTaken(`"iat":${NOW + iat}`, maxAge)).toBe(taken);
    },
  );

  it('without exp and iat is unknown: the token is invalid whatever the maximum age', async () => {
    expect(await isTaken('', 600)).toBe(false);
    expect(await isTaken(`"nbf":${NOW - 60}`, 600)).toBe(false);
  });

  it('may have a fraction (RFC 7519 §2)', async () => {
    expect(await isTaken(`"iat":${NOW - 0.5},"nbf":${NOW - 0.5},"exp":${NOW + 60.25}`)).toBe(true);
    expect(await isTaken(`"iat":${NOW - 0.5}`, 600)).toBe(true);
  });

  const NO_TIMES = ['null', 'true', '"x"', '""', '[]', '{}', '-1', '-1e300', '1e999', '-1e999', `"${NOW}"`];
  it.each(['iat', 'nbf', 'exp'].flatMap((claim) => NO_TIMES.map((value) => [claim, value] as const)))(
    'is a number of seconds since 1970, else the token is invalid: %s %s',
    async (claim, value) => {
      const others = { iat: NOW - 60, nbf: NOW - 60, exp: NOW + 3600, [claim]: undefined };
      const rest = JSON.stringify(others).slice(1, -1);
      expect(await isTaken(`${rest},"${claim}":${value}`)).toBe(false);
      expect(await isTaken(`${rest},"${claim}":${value}`, 3600)).toBe(false);
    },
  );
});

describe('userTokenReader(): "Bearer " before a token', () => {
  it.each(['Bearer ', 'bearer ', 'BEARER ', 'bEaReR    ', 'Bearer\t', 'Bearer \t '])(
    'is dropped: %j',
    async (prefix) => {
      expect(await read(prefix + (await signed({ Uid: '7' })))).toEqual({ id: '7' });
    },
  );

  it.each(['Bearer', 'Bearer:', 'Bearer=', 'Basic ', 'Token ', 'x Bearer ', 'Bearer Bearer '])(
    'is the only prefix: %j makes the token invalid',
    async (prefix) => {
      expect(await read(prefix + (await signed({ Uid: '7' })))).toBeUndefined();
    },
  );

  it.each(['Bearer', 'Bearer ', 'bearer   '])('is no token alone: %j', async (text) => {
    expect(await read(text)).toBeUndefined();
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
