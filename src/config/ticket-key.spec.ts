import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseTicketKey } from './ticket-key.js';

const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed25519 = () => generateKeyPairSync('ed25519').privateKey;
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('parseTicketKey()', () => {
  it.each([
    ['P-256', p256],
    ['Ed25519', ed25519],
  ])('accepts a %s key', (_name, makeKey) => {
    const key = makeKey();
    expect(parseTicketKey(pemOf(key)).equals(key)).toBe(true);
  });

  it.each([undefined, ''])('generates a P-256 key for %j', (pem) => {
    const [one, other] = [parseTicketKey(pem), parseTicketKey(pem)];
    expect(one.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(one.equals(other)).toBe(false);
  });

  const WRONG_KIND = 'must be a P-256 or an Ed25519 key';
  const NO_KEY = 'is not a PKCS#8 private key in PEM';
  const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' } as const;
  it.each([
    ['RSA', () => pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), WRONG_KIND],
    ['P-384', () => pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey), WRONG_KIND],
    ['secp256k1', () => pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey), WRONG_KIND],
    ['Ed448', () => pemOf(generateKeyPairSync('ed448').privateKey), WRONG_KIND],
    ['X25519', () => pemOf(generateKeyPairSync('x25519').privateKey), WRONG_KIND],
    [
      'a public key',
      () => createPublicKey(p256()).export({ type: 'spki', format: 'pem' }).toString(),
      NO_KEY,
    ],
    ['an encrypted key', () => p256().export(encrypted).toString(), NO_KEY],
    ['half a key', () => pemOf(p256()).slice(0, 100), NO_KEY],
    ['a key with a broken line', () => pemOf(p256()).replace('MIGH', 'hunter2'), NO_KEY],
    [
      'other text',
      () => 'hunter2 hunter2 hunter2',
      'is neither a PEM nor the path of a readable file (ENOENT)',
    ],
  ])('rejects %s, without any part of it in the error', (_name, makePem, expected) => {
    const pem = makePem();
    const failure = (() => {
      try {
        return parseTicketKey(pem);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(failure).toBeInstanceOf(Error);
    const { message, stack = '', cause } = failure as Error;
    expect(message).toBe(expected);
    const lines = pem.split('\n').filter((line) => line.length > 6 && !line.startsWith('-----'));
    expect(lines.filter((line) => `${stack} ${inspect(cause)}`.includes(line))).toEqual([]);
  });
});
