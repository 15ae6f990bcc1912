import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Parses `TICKET_KEY`: a PKCS#8 PEM, also on one line with `\n` for line breaks, or the path of a PEM file. Without a
 * text it generates a key, so tickets become invalid when the process ends.
 * @throws {Error} with a message for the operator, without any part of the key
 */
export function parseTicketKey(text: string | undefined): KeyObject {
  // P-256: unlike Ed25519, every JOSE library supports it.
  if (!text) return parsePem(newPem());
  const key = parsePem(readPem(text));
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (!isP256 && key.asymmetricKeyType !== 'ed25519') throw new Error('must be a P-256 or an Ed25519 key');
  return key;
}

/**
 * A new key. As PEM, because the export of a generated `KeyObject` as a JWK can hang: when the garbage collector runs
 * within it and deletes the job that generated the key, Node 20 locks the mutex of the key twice.
 */
function newPem(): string {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
}

function readPem(text: string): string {
  if (text.includes('-----BEGIN')) return text.replaceAll('\\n', '\n');
  try {
    return readFileSync(text, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // eslint-disable-next-line preserve-caught-error -- its message has the text, which may be the key
    throw new Error(`is neither a PEM nor the path of a readable file (${code ?? 'unknown'})`);
  }
}

function parsePem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error('is not a PKCS#8 private key in PEM');
  }
}
