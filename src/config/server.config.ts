import type { ConfigType } from '@nestjs/config';
import { trustedProxies } from '@system-management/request-context';
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
  corsOrigins: read.parsed('CORS_ORIGINS', (text = '*') => (text === '*' ? ('*' as const) : listOf(text))),
  /** Seconds between readiness turning false and the end of listening. */
  shutdownGrace: read.integer('SHUTDOWN_GRACE', read.isProduction ? 3 : 0, { min: 0, max: 60 }),
}));
export type ServerConfig = ConfigType<typeof serverConfig>;
