import { randomBytes } from 'node:crypto';
import type { ConfigType } from '@nestjs/config';
import { defineConfig } from './reader/define-config.js';
import { listOf } from './reader/list-of.js';
import { readSecret } from './read-secret.js';
import { secretProblem } from './secret-strength.js';
import { parseTicketKey } from './ticket-key.js';

/** One entry of `SECRET_KEYS`: an id, which may be public, and at least 32 secret bytes. */
export interface SecretKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** Secrets. Production requires all of them; elsewhere missing keys are generated and lost when the process ends. */
export const keysConfig = defineConfig(
  'keys',
  (read) => {
    const config = {
      /** Keys of code digests, limit names and audit ids. The first one is current. */
      secretKeys: read.parsed('SECRET_KEYS', (text) => parseSecretKeys(text, read.isProduction)),
      /** HS256 secret of user tokens. Empty: no token is accepted. */
      userTokenSecret: readSecret(read, 'USER_TOKEN_SECRET'),
      /** Seconds from `iat`, at most a year, that a user token without `exp` is valid. Absent: it needs an `exp`. */
      userTokenMaxAge: read.text('USER_TOKEN_MAX_AGE', '')
        ? read.integer('USER_TOKEN_MAX_AGE', 0, { min: 1, max: 31_536_000 })
        : undefined,
      /** P-256 or Ed25519 key that signs tickets. */
      ticketKey: read.parsed('TICKET_KEY', parseTicketKey),
    };
    for (const name of ['SECRET_KEYS', 'USER_TOKEN_SECRET', 'TICKET_KEY']) read.requireInProduction(name);
    return config;
  },
  ['secretKeys', 'userTokenSecret', 'ticketKey'],
);
export type KeysConfig = ConfigType<typeof keysConfig>;

/** Parses `k2:BASE64,k1:BASE64`; the first key is current. */
function parseSecretKeys(text: string | undefined, isProduction: boolean): SecretKey[] {
  if (!text) return [{ id: 'start', secret: randomBytes(32) }];
  // Messages number the keys instead of naming them: if id and key are swapped, the id is the secret.
  const keys = listOf(text).map((entry) => {
    const [, id, base64] = /^([\w-]{1,32}):([A-Za-z0-9+/]+={0,2})$/.exec(entry) ?? [];
    if (!id || !base64) throw new Error('must look like k2:BASE64,k1:BASE64');
    return { id, secret: Buffer.from(base64, 'base64') };
  });
  if (keys.length === 0) throw new Error('contains no key');
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error('contains a key id twice');
  const problems = keys.flatMap(({ secret }, index) => {
    const problem = (isProduction && secretProblem(secret)) || keyProblem(secret);
    return problem ? [`key ${index + 1} ${problem}`] : [];
  });
  if (problems.length > 0) throw new Error(problems.join('; '));
  return keys;
}

/** What makes a key unfit for development, too. */
function keyProblem(secret: Buffer): string | undefined {
  if (secret.length < 32) return `has ${secret.length} bytes, at least 32 are needed`;
  return new Set(secret).size < 8 ? 'is not random' : undefined;
}
