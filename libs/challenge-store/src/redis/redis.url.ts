/** A parsed Redis URL. */
export interface RedisAddress {
  readonly mode: 'single' | 'cluster' | 'sentinel';
  /** At least one. In `sentinel` mode, the sentinels. */
  readonly nodes: readonly [RedisNode, ...RedisNode[]];
  readonly username?: string;
  readonly password?: string;
  /** Database number, `single` only. */
  readonly db?: number;
  /** Name of the primary, `sentinel` only. */
  readonly name?: string;
  readonly tls: boolean;
  /** Path of a PEM file with the trusted certificate authority, with TLS only. */
  readonly ca?: string;
}

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** An invalid Redis URL. The message says what to write and omits the URL, which may contain a password. */
export class RedisUrlError extends Error {
  constructor(remedy: string) {
    super(`Redis URL: ${remedy}`);
    this.name = 'RedisUrlError';
  }
}

const SCHEMES = {
  redis: { mode: 'single', port: 6379, tls: false },
  rediss: { mode: 'single', port: 6379, tls: true },
  'redis+cluster': { mode: 'cluster', port: 6379, tls: false },
  'redis+sentinel': { mode: 'sentinel', port: 26_379, tls: false },
} as const;

const isScheme = (text: string): text is keyof typeof SCHEMES => Object.hasOwn(SCHEMES, text);

const ENCODE = 'percent-encode /, ?, # and @ in a password';

/** The WHATWG URL parser supports one host only. */
const SHAPE = /^([\w+]+):\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

/** @throws {RedisUrlError} if the URL is malformed */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme = '', user, hosts = '', path = '', query = ''] = SHAPE.exec(url) ?? [];
  if (!isScheme(scheme)) {
    throw new RedisUrlError(
      `write redis://host:6379, rediss://host:6379, redis+cluster://host:6379,host:6379 or redis+sentinel://host:26379,host:26379/name; ${ENCODE}`,
    );
  }
  const { mode, port, tls } = SCHEMES[scheme];
  const [first, ...rest] = hosts.split(',').map((host, index) => nodeOf(host, index, port));
  if (!first) throw new RedisUrlError('name a host');
  if (mode === 'single' && rest.length > 0) {
    throw new RedisUrlError(
      `${scheme}:// takes one host; use redis+cluster:// or redis+sentinel:// for more`,
    );
  }
  return { mode, nodes: [first, ...rest], tls, ...login(user), ...target(mode, path), ...trust(query, tls) };
}

function nodeOf(text: string, index: number, defaultPort: number): RedisNode {
  const [, six, four, digits] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = six ?? four;
  const port = digits === undefined ? defaultPort : Number(digits);
  if (!host || port < 1 || port > 65_535) {
    throw new RedisUrlError(`host ${index + 1} must be host:port, the port from 1 to 65535; ${ENCODE}`);
  }
  return { host, port };
}

function login(user = ''): Pick<RedisAddress, 'username' | 'password'> {
  const colon = user.indexOf(':');
  const username = decoded(colon < 0 ? user : user.slice(0, colon));
  const password = colon < 0 ? '' : decoded(user.slice(colon + 1));
  if (username && !password)
    throw new RedisUrlError('a user needs a password: user:password@host, or :password@host');
  return { ...(username && { username }), ...(password && { password }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlError('write a % in the user or the password as %25');
  }
}

function target(mode: RedisAddress['mode'], path: string): Pick<RedisAddress, 'db' | 'name'> {
  if (mode === 'sentinel') {
    if (!/^[\w.-]+$/.test(path)) {
      throw new RedisUrlError('name the primary as the sentinels do: redis+sentinel://host:26379/mymaster');
    }
    return { name: path };
  }
  if (path === '') return {};
  if (mode === 'cluster') throw new RedisUrlError('a cluster has no database number: remove the path');
  if (!/^\d{1,4}$/.test(path)) throw new RedisUrlError('the path is a database number: redis://host:6379/0');
  return { db: Number(path) };
}

function trust(query: string, tls: boolean): Pick<RedisAddress, 'ca'> {
  const { ca, ...others } = Object.fromEntries(new URLSearchParams(query));
  if (Object.keys(others).length > 0 || (ca !== undefined && !tls)) {
    throw new RedisUrlError('the only option is ?ca=/path/to/ca.pem, with rediss://');
  }
  return ca === undefined ? {} : { ca };
}
