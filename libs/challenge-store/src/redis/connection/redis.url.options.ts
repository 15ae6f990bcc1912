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
    if (!isName(name)) throw unknownOption(name, index);
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
function unknownOption(name: string, index: number): RedisUrlError {
  const near = nearest(name);
  const question = near ? `; did you mean ${near}?` : '.';
  return new RedisUrlError(
    `option ${index + 1} after the ? is unknown${question} The options are ${NAMES.join(', ')}; percent-encode ? in a password`,
  );
}

/** The option that shares the most pairs of letters with the text (the Dice coefficient). */
function nearest(text: string): OptionName | undefined {
  const scores = NAMES.map((name) => ({ name, score: similarity(name, text) }));
  const [best] = scores.sort((a, b) => b.score - a.score);
  return best && best.score > 0.3 ? best.name : undefined;
}

function similarity(a: string, b: string): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return (2 * shared) / (left.size + right.size || 1);
}

function pairsOf(text: string): Set<string> {
  const lower = text.toLowerCase();
  return new Set(Array.from({ length: lower.length - 1 }, (_, index) => lower.slice(index, index + 2)));
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
    throw new RedisUrlError('the file of ?ca= is no certificate in PEM format');
  }
  return pem;
}
