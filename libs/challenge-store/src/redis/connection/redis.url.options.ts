import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RedisUrlError } from '../redis.failures.js';

/** The options after the `?` of a Redis URL. */
export interface RedisUrlOptions {
  /** PEM certificates, with TLS only. They replace the default trust store. */
  readonly ca?: string;
  /** User and password of the sentinels, if they require one. The sentinels never receive those of the data nodes. */
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
}

const NAMES = ['ca', 'sentinelPassword', 'sentinelUsername'] as const;
type OptionName = (typeof NAMES)[number];

/** @throws {RedisUrlError} */
export function parseOptions(
  query: string,
  { tls, hasSentinels }: { readonly tls: boolean; readonly hasSentinels: boolean },
): RedisUrlOptions {
  const { ca, ...login } = Object.fromEntries(readOptions(query));
  if (ca !== undefined && !tls) throw new RedisUrlError('?ca= is for TLS: write rediss instead of redis');
  if (!hasSentinels && Object.keys(login).length > 0) {
    throw new RedisUrlError('sentinelPassword and sentinelUsername are for the schemes with +sentinel');
  }
  if (login.sentinelUsername !== undefined && login.sentinelPassword === undefined) {
    throw new RedisUrlError('sentinelUsername needs a sentinelPassword');
  }
  return { ...login, ...(ca !== undefined && { ca: readCertificates(ca) }) };
}

/** Not URLSearchParams: it reads a plus as a space, and passwords and paths contain pluses. */
function readOptions(query: string): Map<OptionName, string> {
  const options = new Map<OptionName, string>();
  const pairs = query.split('&').filter((pair) => pair !== '');
  for (const [index, pair] of pairs.entries()) {
    const [name = '', ...value] = pair.split('=');
    if (!isName(name)) throw unknownOption(index);
    if (options.has(name)) throw new RedisUrlError(`the option ${name} is given twice`);
    options.set(name, decoded(name, value.join('=')));
  }
  return options;
}

const isName = (text: string): text is OptionName => NAMES.some((name) => name === text);

function decoded(name: OptionName, value: string): string {
  if (value === '') throw new RedisUrlError(`the option ${name} is empty`);
  try {
    return decodeURIComponent(value);
  } catch {
    throw new RedisUrlError(`write a % in the option ${name} as %25`);
  }
}

/** The unknown name is not quoted: it is a part of the password if that contains a `?`. */
function unknownOption(index: number): RedisUrlError {
  return new RedisUrlError(
    `option ${index + 1} after the ? is unknown: the options are ${NAMES.join(', ')}; percent-encode ? in a password`,
  );
}

function readCertificates(path: string): string {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch {
    throw new RedisUrlError('the file of ?ca= cannot be read');
  }
  try {
    new X509Certificate(pem);
  } catch {
    throw new RedisUrlError('the file of ?ca= is not a certificate in PEM format');
  }
  return pem;
}
