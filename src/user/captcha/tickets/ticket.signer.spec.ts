import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JWK,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { describe, expect, it } from 'vitest';
import { parseTicketKey } from '../../../config/ticket-key.js';
import { type Proof, TICKET_ISSUER, TicketSigner } from './ticket.signer.js';

/** Keys are parsed from PEM, for the reason in `ticket-key.ts`. */
const p256 = () => parseTicketKey(undefined);
const ed25519 = () =>
  createPrivateKey(
    generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey,
  );
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const PROOF: Proof = {
  tenant: 'acme',
  use: 'login',
  type: 'email',
  recipient: 'jane@example.com',
  id: 'Y1goJMD3qvs6jZ63QUXN',
};
/** The checks that the documentation recommends to backends. */
const OPTIONS = { issuer: TICKET_ISSUER, audience: 'acme', algorithms: ['ES256', 'EdDSA'] };

const refused = (signer: TicketSigner, token: string, options = {}) =>
  jwtVerify(token, createLocalJWKSet({ keys: [...signer.jwks.keys] }), { ...OPTIONS, ...options }).then(
    () => 'accepted',
    (error: { code?: string }) => error.code,
  );

describe.each([
  ['ES256', p256],
  ['EdDSA', ed25519],
])('TicketSigner with %s', (alg, makeKey) => {
  it('tells an expired ticket of the tenant from every other text', async () => {
    const [signer, other] = [await TicketSigner.open(makeKey()), await TicketSigner.open(makeKey())];
    const { ticket } = await signer.sign(PROOF);
    const later = Date.now() + 301_000;
    expect(await signer.check(ticket, 'acme')).toMatchObject({ proof: PROOF });
    expect(await signer.check(ticket, 'acme', later)).toBe('expired');
    expect(await signer.read(ticket, 'acme', later)).toBeUndefined();
    expect(await signer.check(ticket, 'other', later)).toBeUndefined();
    expect(await other.check(ticket, 'acme', later)).toBeUndefined();
    expect(await signer.check('a.b.c', 'acme', later)).toBeUndefined();
  });

  it('signs a ticket that is checked offline with the JWK set', async () => {
    const signer = await TicketSigner.open(makeKey());
    const before = Date.now();
    const { ticket, expire } = await signer.sign(PROOF);
    const keys = createLocalJWKSet(JSON.parse(JSON.stringify(signer.jwks)) as { keys: JWK[] });
    const { payload, protectedHeader } = await jwtVerify(ticket, keys, OPTIONS);
    const { iat, exp, ...claims } = payload;
    expect(claims).toEqual({
      iss: 'system-management',
      aud: 'acme',
      sub: 'jane@example.com',
      use: 'login',
      type: 'email',
      jti: 'Y1goJMD3qvs6jZ63QUXN',
    });
    expect(expire).toBe(300);
    // Both are whole seconds of a clock that may tick in between.
    expect([300, 301]).toContain((exp ?? 0) - (iat ?? 0));
    expect(iat).toBeGreaterThanOrEqual(Math.floor(before / 1000));
    expect(iat).toBeLessThanOrEqual(Date.now() / 1000);
    expect(protectedHeader).toEqual({ alg, kid: signer.jwks.keys[0]?.kid, typ: 'JWT' });
  });

  it('sets no subject without an account', async () => {
    const signer = await TicketSigner.open(makeKey());
    const { ticket } = await signer.sign({ ...PROOF, type: 'image', recipient: '' });
    const { payload } = await jwtVerify(ticket, createLocalJWKSet({ keys: [...signer.jwks.keys] }), OPTIONS);
    expect(payload).not.toHaveProperty('sub');
  });

  it('signs a ticket that expires after five minutes', async () => {
    const signer = await TicketSigner.open(makeKey());
    const { ticket } = await signer.sign(PROOF);
    const at = (seconds: number) => ({ currentDate: new Date(Date.now() + seconds * 1000) });
    expect(await refused(signer, ticket, at(290))).toBe('accepted');
    expect(await refused(signer, ticket, at(302))).toBe('ERR_JWT_EXPIRED');
  });

  it('signs a ticket for one tenant and one issuer', async () => {
    const signer = await TicketSigner.open(makeKey());
    const { ticket } = await signer.sign(PROOF);
    expect(await refused(signer, ticket, { audience: 'default' })).toBe('ERR_JWT_CLAIM_VALIDATION_FAILED');
    expect(await refused(signer, ticket, { issuer: 'other' })).toBe('ERR_JWT_CLAIM_VALIDATION_FAILED');
  });

  it('signs a ticket whose altered claims are refused', async () => {
    const signer = await TicketSigner.open(makeKey());
    const [header = '', payload = '', signature = ''] = (await signer.sign(PROOF)).ticket.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'evil@example.com' })).toString('base64url');
    expect(await refused(signer, `${header}.${forged}.${signature}`)).toBe(
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    );
  });

  it('has no key that accepts a ticket of another signer, under any kid', async () => {
    const [signer, other] = [await TicketSigner.open(makeKey()), await TicketSigner.open(makeKey())];
    expect(await refused(signer, (await other.sign(PROOF)).ticket)).toBe('ERR_JWKS_NO_MATCHING_KEY');
    const forged = await new SignJWT({ use: 'login', type: 'email' })
      .setProtectedHeader({ alg, kid: signer.jwks.keys[0]?.kid ?? '' })
      .setIssuer(TICKET_ISSUER)
      .setAudience('acme')
      .setExpirationTime('5m')
      .sign(makeKey());
    expect(await refused(signer, forged)).toBe('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
  });

  it('has no key that accepts a ticket without a signature (alg none)', async () => {
    const signer = await TicketSigner.open(makeKey());
    const claims = { iss: TICKET_ISSUER, aud: 'acme', sub: PROOF.recipient, use: 'login', type: 'email' };
    expect(await refused(signer, new UnsecuredJWT(claims).encode())).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
  });

  it('has no key that accepts HS256 with the public key as the secret', async () => {
    const key = makeKey();
    const signer = await TicketSigner.open(key);
    const [jwk] = signer.jwks.keys;
    const publicKey = createPublicKey(key);
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(jwk),
      Buffer.from(jwk?.x ?? '', 'base64url'),
    ];
    for (const secret of secrets) {
      const token = await new SignJWT({ use: 'login', type: 'email' })
        .setProtectedHeader({ alg: 'HS256', kid: jwk?.kid ?? '' })
        .setIssuer(TICKET_ISSUER)
        .setAudience('acme')
        .setSubject(PROOF.recipient)
        .setExpirationTime('5m')
        .sign(Buffer.concat([Buffer.from(secret)]));
      expect(await refused(signer, token)).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
      expect(await refused(signer, token, { algorithms: undefined })).not.toBe('accepted');
    }
  });

  it('publishes only the public key in the JWK set', async () => {
    const key = makeKey();
    const { keys } = (await TicketSigner.open(key)).jwks;
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ alg, use: 'sig' });
    const members = alg === 'ES256' ? ['kty', 'crv', 'x', 'y'] : ['kty', 'crv', 'x'];
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual([...members, 'kid', 'alg', 'use'].sort());
    expect(JSON.stringify(keys)).not.toContain(key.export({ format: 'jwk' }).d);
  });

  it('has the same kid in every process with the same key', async () => {
    const pem = pemOf(makeKey());
    const [one, other] = [
      await TicketSigner.open(createPrivateKey(pem)),
      await TicketSigner.open(createPrivateKey(pem)),
    ];
    expect(one.jwks).toEqual(other.jwks);
    expect(await refused(other, (await one.sign(PROOF)).ticket)).toBe('accepted');
  });

  it('prints no key material', async () => {
    const key = makeKey();
    const signer = await TicketSigner.open(key);
    const { d = '' } = key.export({ format: 'jwk' });
    const bytes = Buffer.from(d, 'base64url');
    const printed = `${JSON.stringify(signer)} ${inspect(signer, { depth: 9, showHidden: true })}`;
    const forms = [d, bytes.toString('hex'), bytes.toString('base64'), 'PRIVATE KEY'];
    expect(forms.filter((form) => printed.includes(form))).toEqual([]);
  });
});

describe('TicketSigner.read()', () => {
  it('returns the proof and its times', async () => {
    const signer = await TicketSigner.open(p256());
    const { ticket } = await signer.sign(PROOF);
    const read = await signer.read(ticket, 'acme');
    expect(read?.proof).toEqual(PROOF);
    const { iat = 0, exp = 0 } = decodeJwt(ticket);
    expect(exp - iat).toBe(300);
    expect(read?.expiresAt).toBe(exp * 1000);
  });

  it('sets madeAt to the end of the second of iat, and expires by the given clock', async () => {
    const signer = await TicketSigner.open(p256());
    const { ticket } = await signer.sign(PROOF);
    const { iat = 0 } = decodeJwt(ticket);
    const madeAt = async (ms: number) => (await signer.read(ticket, 'acme', ms))?.madeAt;
    expect(await madeAt(iat * 1000 - 60_000)).toBe(iat * 1000 + 999);
    expect(await madeAt(iat * 1000 + 299_999)).toBe(iat * 1000 + 999);
    expect(await madeAt(iat * 1000 + 300_000)).toBeUndefined();
  });
});

describe('TicketSigner.sign()', () => {
  it('signs one proof twice, with the same header and valid signatures', async () => {
    const signer = await TicketSigner.open(p256());
    const [one, other] = [await signer.sign(PROOF), await signer.sign(PROOF)];
    expect(decodeProtectedHeader(one.ticket)).toEqual(decodeProtectedHeader(other.ticket));
    expect(await refused(signer, one.ticket)).toBe('accepted');
    expect(await refused(signer, other.ticket)).toBe('accepted');
  });
});
