import { ROOT } from '../dom.js';
import { bytesOf, decode } from './claims.js';

/** URL of the public keys. */
export const KEYS_URL = `${ROOT}.well-known/jwks.json`;

/** WebCrypto parameters by the `alg` of a ticket. */
const ALGORITHMS: Record<string, { key: EcKeyImportParams | Algorithm; check: EcdsaParams | Algorithm }> = {
  ES256: {
    key: { name: 'ECDSA', namedCurve: 'P-256' },
    check: { name: 'ECDSA', hash: 'SHA-256' },
  },
  EdDSA: { key: { name: 'Ed25519' }, check: { name: 'Ed25519' } },
};

/**
 * Checks a ticket with the public keys, as a backend does.
 * @throws if WebCrypto is absent (plain http from another machine) or does not support the algorithm
 */
export async function isSigned(ticket: string): Promise<boolean> {
  const [header = '', claims = '', signature = ''] = ticket.split('.');
  const { kid, alg } = decode(header);
  const { keys } = (await (await fetch(KEYS_URL)).json()) as {
    keys: (JsonWebKey & { kid: string })[];
  };
  const jwk = keys.find((key) => key.kid === kid);
  const algorithm = ALGORITHMS[String(alg)];
  if (!jwk || !algorithm) return false;
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm.key, false, ['verify']);
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  return crypto.subtle.verify(algorithm.check, key, bytesOf(signature), signed);
}
