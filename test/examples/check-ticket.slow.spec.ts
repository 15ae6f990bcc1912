import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, exportJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp, UNLIMITED } from '../support/app.js';
import { type CheckResult, prepareChecker, TICKET_CHECKERS } from './support/ticket-checkers.js';

const ACCOUNT = 'jane@example.com';
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });

type SignOptions = { readonly alg?: string; readonly key?: KeyObject | Uint8Array; readonly kid?: string };

describe.each([
  ['ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['EdDSA', () => generateKeyPairSync('ed25519')],
])('TICKET_CHECKERS with keys for %s', (alg, makeKeys) => {
  const { privateKey, publicKey } = makeKeys();
  let app: TestApp;
  let keyServer: Server;
  let jwksUrl: string;
  let keys: readonly JWK[];
  beforeAll(async () => {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    app = await TestApp.start({ env: { ...UNLIMITED, TICKET_KEY: pem } });
    // The server's own key set, and a key of an algorithm that the server never signs with.
    const rsa = { ...(await exportJWK(RSA.publicKey)), kid: 'rsa', use: 'sig', alg: 'RS256' };
    const response = await fetch(`${app.url}/.well-known/jwks.json`);
    keys = [...((await response.json()) as { keys: JWK[] }).keys, rsa];
    const type = response.headers.get('content-type') ?? '';
    keyServer = createServer((_, answer) => {
      answer.setHeader('Content-Type', type).end(JSON.stringify({ keys }));
    }).listen(0, '127.0.0.1');
    await once(keyServer, 'listening');
    jwksUrl = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/jwks.json`;
  });
  afterAll(async () => {
    keyServer.closeAllConnections();
    keyServer.close();
    await app.close();
  });

  const requestTicket = async () => {
    const request = { use: 'login', type: 'email', account: ACCOUNT };
    const { codeID } = (await app.post(CAPTCHA, request)).body.data;
    const { code } = await app.delivered(codeID);
    const { body } = await app.post<{ ticket: string }>(`${CAPTCHA}/verify`, { ...request, codeID, code });
    return body.data.ticket;
  };
  /** Signs the claims of a right ticket with changes, by default with the server's key. */
  const forge = (changes: object, { key = privateKey, ...header }: SignOptions = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'system-management', aud: 'default', sub: ACCOUNT, use: 'login', type: 'email' };
    return new SignJWT({ ...claims, jti: 'CtD2lBIF2TtL37EXaAXm', iat: now, exp: now + 300, ...changes })
      .setProtectedHeader({ alg, kid: keys[0]!.kid!, ...header })
      .sign(key);
  };
  const tamper = (ticket: string) => {
    const [header, , signature] = ticket.split('.');
    const claims = JSON.stringify({ ...decodeJwt(ticket), sub: 'mallory@example.com' });
    return [header, Buffer.from(claims).toString('base64url'), signature].join('.');
  };
  const publicPem = () => Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));

  const wrongTickets: [string, () => Promise<string>][] = [
    ['expired', () => forge({ exp: Math.floor(Date.now() / 1000) - 120 })],
    ['without an expiry', () => forge({ exp: undefined })],
    ['tampered with', async () => tamper(await requestTicket())],
    ['for another tenant', () => forge({ aud: 'demo' })],
    ['of another issuer', () => forge({ iss: 'other' })],
    ['for another purpose', () => forge({ use: 'register' })],
    ['without a purpose', () => forge({ use: undefined })],
    ['unsigned (alg none)', async () => new UnsecuredJWT(decodeJwt(await requestTicket())).encode()],
    ['signed with HS256 and the public key', () => forge({}, { alg: 'HS256', key: publicPem() })],
    [
      'signed with another algorithm by a key of the set',
      () => forge({}, { alg: 'RS256', key: RSA.privateKey, kid: 'rsa' }),
    ],
    ['signed by another key of the same kind', () => forge({}, { key: makeKeys().privateKey })],
  ];

  describe.each(TICKET_CHECKERS)('$file', (checker) => {
    const skipped = checker.missing !== undefined && !(process.env['CI'] && checker.inCi);
    if (skipped) process.stderr.write(`\n!! SKIPPED: ${checker.file} (${alg}) needs ${checker.missing}\n`);
    let folder: string;
    let check: (ticket: string) => Promise<CheckResult>;
    beforeAll(async () => {
      if (skipped) return;
      folder = await mkdtemp(join(tmpdir(), 'check-ticket-'));
      check = await prepareChecker(checker, jwksUrl, folder);
    });
    afterAll(async () => {
      if (folder) await rm(folder, { recursive: true });
    });

    it.skipIf(skipped)('accepts a ticket of the server, and prints its account and jti', async () => {
      const ticket = await requestTicket();
      expect(await check(ticket)).toEqual({
        accepted: true,
        output: `${ACCOUNT} ${decodeJwt(ticket).jti}`,
      });
    });

    it.skipIf(skipped)('accepts what the tests sign like the server', async () => {
      expect(await check(await forge({}))).toMatchObject({ accepted: true });
    });

    it.skipIf(skipped).each(wrongTickets)('refuses a ticket %s', async (_what, make) => {
      const { accepted, output } = await check(await make());
      expect(accepted).toBe(false);
      expect(output).not.toMatch(/SyntaxError|NameError|ModuleNotFound|IndexError|NullPointer|ECONNREFUSED/);
    });
  });
});
