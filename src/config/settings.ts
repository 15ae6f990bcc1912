import { type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BlockList } from 'node:net';
import { inspect } from 'node:util';
import { ConfigurableModuleBuilder, type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { parseRedisUrl } from '@system-management/challenge-store';
import type { ErrorStatus } from '@system-management/envelope';
import type { Channel } from '@system-management/messaging';
import { trustedProxies } from '@system-management/request-context';
import { checkDsn, checkProductionDsn } from '../messaging/check-dsn.js';
import { SettingsReader } from './settings-reader.js';
import type { SecretKey } from '../user/captcha/keys/code-mac.js';
import { ticketKey } from '../user/captcha/tickets/ticket.signer.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every setting of the contract's §6, judged and typed. */
export interface Settings {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Empty: challenges and limits live in this process. */
  readonly redisUrl: string;
  /** Whether challenges die with a restart or failover of Redis. */
  readonly redisFence: boolean;
  readonly secretKeys: readonly SecretKey[];
  readonly userTokenSecret: string;
  readonly ticketKey: KeyObject;
  readonly tenantsFile: string;
  /** Empty: no such transport. */
  readonly mailDsn: string;
  readonly smsDsn: string;
  readonly trustedProxies: BlockList;
  readonly successCode: number;
  readonly errorStatus: ErrorStatus;
  readonly outbox: boolean;
  readonly docs: boolean;
  /** Empty: `/metrics` asks for none. */
  readonly metricsToken: string;
  /** Origins that may read answers; `*` is any. */
  readonly corsOrigins: '*' | string[];
  readonly logLevel: string;
  /** Seconds between 'no longer ready' and the end of listening. */
  readonly shutdownGrace: number;
  /** Base URL of an OpenTelemetry collector; empty: no traces. */
  readonly otlpEndpoint: string;
}

/** The development inbox: nothing leaves the machine unless an operator says where to. */
const DEFAULT_DSN = 'outbox:';

/** Injection token of {@link Settings}. */
export const SETTINGS = Symbol('Settings');

/**
 * Judges the environment.
 * @throws {SettingsError} with every problem in one message, none of which shows a secret
 */
export function readSettings(env: Environment): Settings {
  const read = new SettingsReader(env);
  const production =
    read.oneOf('NODE_ENV', ['development', 'test', 'production'], 'development') === 'production';
  const local = production ? 'off' : 'on';
  const settings = {
    production,
    port: read.integer('PORT', 3000, { min: 0, max: 65_535 }),
    host: read.text('HOST', '0.0.0.0'),
    redisUrl: read.parsed('REDIS_URL', (text = '') => (text && parseRedisUrl(text), text)),
    redisFence: read.oneOf('REDIS_FENCE', ['on', 'off'], 'on') === 'on',
    secretKeys: read.parsed('SECRET_KEYS', parseSecretKeys),
    userTokenSecret: read.text('USER_TOKEN_SECRET', ''),
    ticketKey: read.parsed('TICKET_KEY', (text) => ticketKey(text && pemOf(text))),
    tenantsFile: read.text('TENANTS_FILE', 'config/tenants.yaml'),
    mailDsn: read.parsed('MAIL_DSN', (text = DEFAULT_DSN) => dsnOf(text, 'mail', production)),
    smsDsn: read.parsed('SMS_DSN', (text = DEFAULT_DSN) => dsnOf(text, 'sms', production)),
    trustedProxies: read.parsed('TRUSTED_PROXIES', (text = '') => trustedProxies(listOf(text))),
    successCode: read.integer('SUCCESS_CODE', 0, { min: 0, max: 999_999 }),
    errorStatus: read.oneOf('ERROR_STATUS', ['semantic', '400', '200'], 'semantic'),
    outbox: read.oneOf('OUTBOX', ['on', 'off'], local) === 'on',
    docs: read.oneOf('DOCS', ['on', 'off'], local) === 'on',
    metricsToken: read.text('METRICS_TOKEN', ''),
    corsOrigins: read.parsed('CORS_ORIGINS', (text = '*') => (text === '*' ? ('*' as const) : listOf(text))),
    logLevel: read.oneOf('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
    shutdownGrace: read.integer('SHUTDOWN_GRACE', production ? 3 : 0, { min: 0, max: 60 }),
    otlpEndpoint: read.parsed('OTEL_EXPORTER_OTLP_ENDPOINT', (text = '') => (text && httpUrl(text), text)),
  };
  if (production) {
    for (const name of ['SECRET_KEYS', 'USER_TOKEN_SECRET', 'TICKET_KEY']) {
      read.addProblem(name, !env[name], 'must be set in production');
    }
    const isWeak = settings.userTokenSecret !== '' && settings.userTokenSecret.length < 16;
    read.addProblem('USER_TOKEN_SECRET', isWeak, 'needs at least 16 characters in production');
    read.addProblem('OUTBOX', settings.outbox, 'must be off in production');
  }
  return redacted(read.result(settings));
}

/** Settings go into logs and errors by accident; what opens something must not go with them. */
function redacted(settings: Settings): Settings {
  const {
    secretKeys,
    userTokenSecret,
    ticketKey,
    mailDsn,
    smsDsn,
    redisUrl,
    metricsToken,
    otlpEndpoint,
    ...harmless
  } = settings;
  const print = { value: () => harmless };
  return Object.defineProperties(settings, { toJSON: print, [inspect.custom]: print });
}

/** An empty DSN is allowed: it switches the channel off. */
function dsnOf(dsn: string, channel: Channel, production: boolean): string {
  if (dsn) (production ? checkProductionDsn : checkDsn)(dsn, channel);
  return dsn;
}

/** `k2:BASE64,k1:BASE64`, first is current; without any, one random key that ends with the process. */
function parseSecretKeys(text: string | undefined): SecretKey[] {
  if (!text) return [{ id: 'start', secret: randomBytes(32) }];
  // A message counts the keys and never repeats an id: whoever swaps id and key would print the key.
  const keys = listOf(text).map((entry, index) => {
    const [, id, base64] = /^([\w-]{1,32}):([A-Za-z0-9+/]+={0,2})$/.exec(entry) ?? [];
    if (!id || !base64) throw new Error('must look like k2:BASE64,k1:BASE64');
    const secret = Buffer.from(base64, 'base64');
    const key = `key ${index + 1}`;
    if (secret.length < 32) throw new Error(`${key} has ${secret.length} bytes, at least 32 are needed`);
    if (new Set(secret).size < 8) throw new Error(`${key} is not random`);
    return { id, secret };
  });
  if (keys.length === 0) throw new Error('names no key');
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error('names a key twice');
  return keys;
}

/** A PEM as it is, with `\n` spelled out as one-line environments need it, or the path of a file that holds one. */
function pemOf(text: string): string {
  if (text.includes('-----BEGIN')) return text.replaceAll('\\n', '\n');
  try {
    return readFileSync(text, 'utf8');
  } catch {
    throw new Error('is neither a PEM nor the path of a readable file');
  }
}

/** In words without the URL, which may hold a password. */
function httpUrl(text: string): void {
  const { protocol } = URL.canParse(text) ? new URL(text) : { protocol: '' };
  if (!/^https?:$/.test(protocol)) throw new Error('must be a URL like http://localhost:4318');
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The only reader of the environment: `.env` (never in production), then the process, then `overrides` (for tests). */
@Global()
@Module({})
export class SettingsModule {
  static register(overrides: Environment = {}): DynamicModule {
    return {
      module: SettingsModule,
      imports: [
        ConfigModule.forRoot({
          ignoreEnvFile: (overrides['NODE_ENV'] ?? process.env['NODE_ENV']) === 'production',
          validate: (env: Environment) => ({ settings: readSettings({ ...env, ...overrides }) }),
        }),
      ],
      providers: [
        {
          provide: SETTINGS,
          inject: [ConfigService],
          useFactory: (config: ConfigService) => config.getOrThrow<Settings>('settings'),
        },
      ],
      exports: [SETTINGS],
    };
  }
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<Environment>().build();

/**
 * The same settings in an application that reads its environment itself: the process, then what it gives here. No `.env`
 * is read.
 */
@Global()
@Module({
  providers: [
    {
      provide: SETTINGS,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (given: Environment) => readSettings({ ...process.env, ...given }),
    },
  ],
  exports: [SETTINGS],
})
export class HostSettingsModule extends ConfigurableModuleClass {}
