import { isIPv6 } from 'node:net';
import { RedisUrlError } from '../redis.failures.js';
import { parseOptions, type RedisUrlOptions } from './redis.url.options.js';

export type RedisMode = 'single' | 'cluster' | 'sentinel';

/** A parsed Redis URL. */
export interface RedisAddress extends RedisUrlOptions {
  readonly mode: RedisMode;
  /** At least one. In `sentinel` mode, the sentinels. */
  readonly nodes: readonly [RedisNode, ...RedisNode[]];
  /** User and password of the data nodes. */
  readonly username?: string;
  readonly password?: string;
  /** Database number, not in `cluster` mode. @default 0 */
  readonly db?: number;
  /** Name of the primary, `sentinel` only. */
  readonly name?: string;
  /** Whether all connections use TLS, those to sentinels too. */
  readonly tls: boolean;
}

export interface RedisNode {
  /** Name or IP address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

const SCHEME = /^redis(s?)(?:\+(cluster|sentinel))?$/;

const PORTS = { single: 6379, cluster: 6379, sentinel: 26_379 } as const;

const ENCODE = 'percent-encode /, ?, # and @ in a password';

/** The WHATWG URL parser supports one host only. */
const SHAPE = /^([\w+]+):\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

/**
 * Parses `redis://[user:password@]host[:port][/db]`, `redis+cluster://…host,host` or
 * `redis+sentinel://…host,host/name[/db]`; with `rediss` instead of `redis` all connections use TLS.
 * Reads the file of `?ca=`.
 * @throws {RedisUrlError} if the URL is malformed or the file unreadable
 */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme = '', user, hosts = '', path = '', query = ''] = SHAPE.exec(url) ?? [];
  const [isKnown, secure, topology = 'single'] = SCHEME.exec(scheme.toLowerCase()) ?? [];
  if (!isKnown) {
    throw new RedisUrlError(
      `write redis://host:6379, redis+cluster://host:6379,host:6379 or redis+sentinel://host:26379,host:26379/name, and rediss instead of redis for TLS; ${ENCODE}`,
    );
  }
  const mode = topology as RedisMode;
  const tls = secure === 's';
  const [first, ...rest] = hosts.split(',').map((host, index) => nodeOf(host, index, PORTS[mode]));
  if (!first) throw new RedisUrlError('name a host');
  if (mode === 'single' && rest.length > 0) {
    throw new RedisUrlError(
      'redis:// and rediss:// take one host; for more use the schemes with +cluster or +sentinel',
    );
  }
  const options = parseOptions(query, { tls, hasSentinels: mode === 'sentinel' });
  return { mode, nodes: [first, ...rest], tls, ...login(user), ...target(mode, path), ...options };
}

/** The address without user, passwords and options, for logs. */
export function formatRedisAddress({ mode, nodes, db, name, tls }: RedisAddress): string {
  const scheme = `redis${tls ? 's' : ''}${mode === 'single' ? '' : `+${mode}`}`;
  const hosts = nodes.map(({ host, port }) => `${isIPv6(host) ? `[${host}]` : host}:${port}`);
  return [`${scheme}://${hosts.join(',')}`, name, db].filter((part) => part !== undefined).join('/');
}

function nodeOf(text: string, index: number, defaultPort: number): RedisNode {
  const [, six, other, digits] = /^(?:\[(.+)\]|([\w.-]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = six === undefined ? other : isIPv6(six) && six;
  const port = digits === undefined ? defaultPort : Number(digits);
  if (!host || port < 1 || port > 65_535) {
    throw new RedisUrlError(
      `host ${index + 1} must be host:port, the port from 1 to 65535 and an IPv6 address in brackets; ${ENCODE}`,
    );
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

function target(mode: RedisMode, path: string): Pick<RedisAddress, 'db' | 'name'> {
  if (mode === 'single') return database(path);
  if (mode === 'cluster') {
    if (path !== '') throw new RedisUrlError('a cluster has no database number: remove the path');
    return {};
  }
  const [name = '', ...rest] = path.split('/');
  // The characters that `sentinel monitor` allows.
  if (!/^[\w.-]+$/.test(name)) {
    throw new RedisUrlError('name the primary as the sentinels do: redis+sentinel://host:26379/mymaster');
  }
  return { name, ...database(rest.join('/')) };
}

function database(path: string): Pick<RedisAddress, 'db'> {
  if (path === '') return {};
  if (!/^\d{1,4}$/.test(path)) {
    throw new RedisUrlError(
      'the path is a database number: redis://host:6379/0, or redis+sentinel://host:26379/mymaster/0',
    );
  }
  return { db: Number(path) };
}
