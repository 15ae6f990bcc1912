import type { ConfigType } from '@nestjs/config';
import { trustedProxies } from '@system-management/request-context';
import { parseCorsOrigins } from './cors-origins.js';
import { defineConfig } from './reader/define-config.js';
import { listOf } from './reader/list-of.js';
import type { SettingsReader } from './reader/settings-reader.js';

/** The address that the HTTP server listens on. */
export const readHost = (read: SettingsReader): string => read.text('HOST', '0.0.0.0');

/** How the HTTP server listens and stops, and which proxies and origins it trusts. */
export const serverConfig = defineConfig('server', (read) => ({
  port: read.integer('PORT', 3000, { min: 0, max: 65_535 }),
  host: readHost(read),
  trustedProxies: read.parsed('TRUSTED_PROXIES', (text = '') => trustedProxies(listOf(text))),
  /** Origins whose scripts may read responses; `*` is any. */
  corsOrigins: read.parsed('CORS_ORIGINS', (text = '*') => parseCorsOrigins(text)),
  /** Request headers that scripts of other origins may send, beyond those of the API. */
  corsHeaders: read.parsed('CORS_HEADERS', (text = '') => headerNames(listOf(text))),
  /** Seconds that an idle connection stays open. Not 0: Node would never close it. */
  keepAlive: read.integer('KEEP_ALIVE', 72, { min: 1, max: 3600 }),
  /** Seconds between readiness turning false and the end of listening. */
  shutdownGrace: read.integer('SHUTDOWN_GRACE', read.isProduction ? 3 : 0, { min: 0, max: 60 }),
}));
export type ServerConfig = ConfigType<typeof serverConfig>;

/**
 * Checks the names of `CORS_HEADERS` (RFC 9110 §5.1). `*` may occur in a name, but older browsers take a wildcard
 * literally and refuse the request, and no browser knows patterns such as `X-*`.
 * @throws {Error} with every wrong name
 */
function headerNames(names: readonly string[]): readonly string[] {
  const wrong = names.filter((name) => !/^[\w!#$%&'+.^`|~-]+$/.test(name));
  if (wrong.length > 0) throw new Error(`must be names of headers, without *; not ${wrong.join(', ')}`);
  return names;
}
