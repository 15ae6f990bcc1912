import type { Challenge } from 'altcha-lib/types';
import { CODE_ID_EXAMPLE } from '../examples.js';

/** A challenge as this server makes it, for the examples of the document. It is solved after 251 tries. */
const challenge = {
  parameters: {
    algorithm: 'PBKDF2/SHA-256',
    cost: 1000,
    data: { codeID: CODE_ID_EXAMPLE, tenant: 'default', use: 'login' },
    expiresAt: 1796025182,
    keyLength: 32,
    keyPrefix: 'bd4622936369c0c096b355d4b3cc4726',
    keySignature: 'afbe2ca1a1862536038f60d4c03a9c2506db4e65d10ebaa93edca212f479ac85',
    nonce: 'd2f9c9b949187b67a2ca63269517fbd3',
    salt: 'eecf9ea8a1706b9a217cc91881813813',
  },
  signature: 'c1f51b45269378d96ee3355afc7262c3bea9e8b0cadb671548e5da2a035efa08',
} satisfies Challenge;
const solution = {
  counter: 251,
  derivedKey: 'bd4622936369c0c096b355d4b3cc4726414fd2787a0202f1201b7c6da64c7429',
};

/** A proof of work: `challenge` of the response, and the `code` that answers it. */
export const ALTCHA_EXAMPLE = {
  challenge,
  code: Buffer.from(JSON.stringify({ challenge, solution })).toString('base64'),
};
