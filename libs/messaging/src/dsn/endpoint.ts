import { DsnError, type Dsn } from './dsn.js';
import { isLoopback } from './loopback.js';

/**
 * The origin of a vendor's API: the DSN option `endpoint`, for a gateway or a test, else `origin`. Plain HTTP is allowed
 * for loopback only.
 * @throws {DsnError} when the option is no such origin
 */
export function endpointOf(dsn: Dsn, origin: string): URL {
  const text = dsn.option('endpoint') ?? origin;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  if (url && (url.protocol === 'https:' || isPlain) && url.href === `${url.origin}/`) return url;
  throw new DsnError(
    `${dsn.toString()}: the option "endpoint" must be https://host:port, or http://127.0.0.1:port`,
  );
}
