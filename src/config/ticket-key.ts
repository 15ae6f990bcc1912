import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Parses `TICKET_KEY`: a PKCS#8 PEM, one with `\n` spelled out as one-line environments need it, or the path of a file
 * that holds one. Without it a new key is generated, and tickets end with the process.
 * @throws {Error} for the operator, without any part of the key
 */
export function parseTicketKey(text: string | undefined): KeyObject {
  // P-256 by default: every JOSE library supports it, Ed25519 not yet.
  if (!text) return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const key = parsePem(pemOf(text));
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (!isP256 && key.asymmetricKeyType !== 'ed25519') throw new Error('must be a P-256 or an Ed25519 key');
  return key;
}

function pemOf(text: string): string {
  if (text.includes('-----BEGIN')) return text.replaceAll('\\n', '\n');
  try {
    return readFileSync(text, 'utf8');
  } catch {
    throw new Error('is neither a PEM nor the path of a readable file');
  }
}

function parsePem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error('is not a PKCS#8 private key in PEM');
  }
}
