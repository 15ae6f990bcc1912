import { inspect } from 'node:util';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSettings as readSlices } from './settings.js';
import { type Environment, SettingsError } from './reader/settings-reader.js';

const SECRET = 'hunter2hunter2hunter2hunter2hunter2hunter2';
const keyOf = (text: string) => Buffer.from(text).toString('base64');
const STRONG = keyOf('0123456789abcdefghijklmnopqrstuvwxyz');
const pem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

const production = (): Environment => ({
  NODE_ENV: 'production',
  SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  USER_TOKEN_SECRET: randomBytes(32).toString('hex'),
  TICKET_KEY: pem(),
  MAIL_DSN: 'smtp://127.0.0.1:2525?from=a@b.example',
  SMS_DSN: '',
});

/** All slices as one object. */
function readSettings(env: Environment) {
  const slices = readSlices(env);
  const { app, server, storage, tenants, messaging, keys, envelope, drawing, operations, pages } = slices;
  return {
    ...app,
    ...server,
    ...storage,
    ...tenants,
    ...messaging,
    ...keys,
    ...envelope,
    ...drawing,
    ...operations,
    ...pages,
  };
}

function problems(env: Environment): readonly string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('readSettings(): defaults', () => {
  it('are those of the contract', () => {
    const { secretKeys, ticketKey, trustedProxies, ...settings } = readSettings({});
    expect(settings).toEqual({
      production: false,
      port: 3000,
      host: '0.0.0.0',
      redisUrl: '',
      redisFence: true,
      userTokenSecret: '',
      tenantsFile: 'config/tenants.yaml',
      mailDsn: 'outbox:',
      smsDsn: 'outbox:',
      successCode: 0,
      errorStatus: 'semantic',
      thread: 'auto',
      outbox: false,
      docs: true,
      metricsToken: '',
      corsOrigins: '*',
      corsHeaders: [],
      keepAlive: 72,
      logLevel: 'info',
      shutdownGrace: 0,
      otlpEndpoint: '',
    });
    expect(trustedProxies.rules).toEqual([]);
    expect(secretKeys.map(({ secret }) => secret.length)).toEqual([32]);
    expect(ticketKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  });

  it('contain new keys at every start', () => {
    const [one, other] = [readSettings({}), readSettings({})];
    expect(one.secretKeys[0]?.secret.equals(other.secretKeys[0]?.secret ?? Buffer.alloc(0))).toBe(false);
    expect(one.ticketKey.equals(other.ticketKey)).toBe(false);
  });
});

describe('readSettings(): a valid setting', () => {
  it('is read, for each variable', () => {
    const settings = readSettings({
      NODE_ENV: 'test',
      PORT: '0',
      HOST: '::1',
      REDIS_URL: 'redis+sentinel://h:26379/main',
      REDIS_FENCE: 'off',
      USER_TOKEN_SECRET: SECRET,
      USER_TOKEN_MAX_AGE: '86400',
      TENANTS_FILE: 'elsewhere.yaml',
      MAIL_DSN: 'smtp://127.0.0.1:2525?from=a@b.example',
      SMS_DSN: 'outbox:',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      SUCCESS_CODE: '200',
      ERROR_STATUS: '400',
      DRAWING_THREAD: 'off',
      OUTBOX: 'off',
      DOCS: 'off',
      METRICS_TOKEN: SECRET,
      CORS_ORIGINS: 'https://a.example, https://b.example',
      CORS_HEADERS: 'X-Shop, x_cart',
      KEEP_ALIVE: '620',
      LOG_LEVEL: 'debug',
      SHUTDOWN_GRACE: '5',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    });
    expect(settings).toMatchObject({
      production: false,
      port: 0,
      host: '::1',
      redisUrl: 'redis+sentinel://h:26379/main',
      redisFence: false,
      userTokenSecret: SECRET,
      userTokenMaxAge: 86_400,
      tenantsFile: 'elsewhere.yaml',
      mailDsn: 'smtp://127.0.0.1:2525?from=a@b.example',
      successCode: 200,
      errorStatus: '400',
      thread: 'off',
      outbox: false,
      docs: false,
      metricsToken: SECRET,
      corsOrigins: ['https://a.example', 'https://b.example'],
      corsHeaders: ['X-Shop', 'x_cart'],
      keepAlive: 620,
      logLevel: 'debug',
      shutdownGrace: 5,
      otlpEndpoint: 'http://127.0.0.1:4318',
    });
    expect(settings.trustedProxies.check('10.1.2.3')).toBe(true);
    expect(settings.trustedProxies.check('::1', 'ipv6')).toBe(true);
  });

  it('of SECRET_KEYS lists the current key first', () => {
    const [k2, k1] = [keyOf('k2'.repeat(4) + STRONG), STRONG];
    expect(readSettings({ SECRET_KEYS: `k2:${k2}, k1:${k1}` }).secretKeys).toEqual([
      { id: 'k2', secret: Buffer.from(k2, 'base64') },
      { id: 'k1', secret: Buffer.from(k1, 'base64') },
    ]);
  });

  it('of TICKET_KEY is a PEM, a PEM on one line, or the path of a PEM file', () => {
    const text = pem();
    const folder = mkdtempSync(join(tmpdir(), 'ticket-key-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'key.pem');
    writeFileSync(path, text);
    for (const TICKET_KEY of [text, text.replaceAll('\n', '\\n'), path]) {
      expect(readSettings({ TICKET_KEY }).ticketKey.export({ type: 'pkcs8', format: 'pem' })).toBe(text);
    }
  });

  it('of MAIL_DSN and SMS_DSN can be empty, which disables the channel', () => {
    expect(readSettings({ MAIL_DSN: '', SMS_DSN: '' })).toMatchObject({ mailDsn: '', smsDsn: '' });
  });
});

describe('readSettings(): OUTBOX', () => {
  const REAL = 'smtp://127.0.0.1:2525?from=a@b.example';
  const outboxOf = (env: Environment): boolean => readSettings(env).outbox;

  it.each(['127.0.0.1', '127.3.2.1', '::1', 'localhost'])(
    'is on by default where HOST is %s and nothing is sent',
    (HOST) => {
      expect(outboxOf({ HOST })).toBe(true);
      expect(outboxOf({ HOST, MAIL_DSN: 'failover(outbox: OUTBOX:)', SMS_DSN: '' })).toBe(true);
    },
  );

  it.each<Environment>([
    {},
    { HOST: '0.0.0.0' },
    { HOST: '::' },
    { HOST: '192.168.1.7' },
    { HOST: '127.0.0.1.example.com' },
    { HOST: '127.0.0.1', MAIL_DSN: REAL },
    { HOST: '127.0.0.1', MAIL_DSN: `failover(outbox: ${REAL})` },
    { HOST: '127.0.0.1', SMS_DSN: 'twilio://AC1:token@default?from=Example' },
    { HOST: '127.0.0.1', SMS_DSN: 'roundrobin(outbox: twilio://AC1:token@default?from=Example)' },
  ])('is off by default with %j, and on if it is said', (env) => {
    expect(outboxOf(env)).toBe(false);
    expect(outboxOf({ ...env, OUTBOX: 'on' })).toBe(true);
  });
});

const HEADERS = 'must be names of headers, without *; not';

/** One value for each kind of mistake: variable, value, part of the message. */
const BROKEN: readonly (readonly [string, string, string])[] = [
  ['NODE_ENV', 'prod', 'must be one of: development test production'],
  ['PORT', '65536', 'must be a whole number from 0 to 65535'],
  ['PORT', 'http', 'must be a whole number from 0 to 65535'],
  ['SECRET_KEYS', SECRET, 'must look like k2:BASE64,k1:BASE64'],
  ['SECRET_KEYS', `k1:${SECRET}%`, 'must look like k2:BASE64,k1:BASE64'],
  ['SECRET_KEYS', `${STRONG}:k1`, 'must look like k2:BASE64,k1:BASE64'],
  ['SECRET_KEYS', `k1:${STRONG};k2:${STRONG}`, 'must look like k2:BASE64,k1:BASE64'],
  ['SECRET_KEYS', `k1:${keyOf(SECRET.slice(0, 31))}`, 'key 1 has 31 bytes, at least 32 are needed'],
  ['SECRET_KEYS', `k1:${keyOf('hunter2'.repeat(6))}`, 'key 1 is not random'],
  ['SECRET_KEYS', `k2:${STRONG},k1:${keyOf('hunter2'.repeat(6))}`, 'key 2 is not random'],
  [
    'SECRET_KEYS',
    `k2:${keyOf(SECRET.slice(0, 31))},k1:${keyOf('hunter2'.repeat(6))}`,
    'key 1 has 31 bytes, at least 32 are needed; key 2 is not random',
  ],
  ['SECRET_KEYS', `k1:${STRONG},k1:${STRONG}`, 'contains a key id twice'],
  ['SECRET_KEYS', ',', 'contains no key'],
  ['REDIS_URL', `mongodb://user:${SECRET}@h`, 'Redis URL: write redis://host:6379'],
  ['REDIS_URL', `redis://:${SECRET}@h:99999`, 'Redis URL: host 1 must be host:port'],
  ['REDIS_URL', `redis://:${SECRET}@h/first`, 'Redis URL: the path is a database number'],
  ['REDIS_URL', `redis+sentinel://:${SECRET}@h`, 'Redis URL: name the primary'],
  ['REDIS_FENCE', 'maybe', 'must be one of: on off'],
  ['TICKET_KEY', SECRET, 'is neither a PEM nor the path of a readable file'],
  ['TICKET_KEY', `-----BEGIN PRIVATE KEY-----\n${SECRET}\n`, 'is not a PKCS#8 private key in PEM'],
  ['MAIL_DSN', SECRET, 'A DSN begins with its scheme, like smtp://host or outbox:'],
  ['MAIL_DSN', `smtp://user:${SECRET}@`, 'The DSN is not a URL'],
  ['MAIL_DSN', `smtp://user:${SECRET}@h?port=1`, 'smtp://h has unknown options: port'],
  ['MAIL_DSN', `pigeon://user:${SECRET}@h`, '"pigeon:" is no transport for mail'],
  ['SMS_DSN', `smtp://user:${SECRET}@h`, '"smtp:" is no transport for sms'],
  ['SMS_DSN', `webhook+https://h/x?secret=${SECRET}`, 'webhook+https://h'],
  ['SMS_DSN', `webhook+http://far.example/x?secret=whsec_${STRONG}`, 'webhook+http://far.example'],
  ['USER_TOKEN_MAX_AGE', '0', 'must be a whole number from 1 to 31536000'],
  ['USER_TOKEN_MAX_AGE', '31536001', 'must be a whole number from 1 to 31536000'],
  ['USER_TOKEN_MAX_AGE', '1h', 'must be a whole number from 1 to 31536000'],
  ['CORS_HEADERS', 'X-Shop, *, X Cart', `${HEADERS} *, X Cart`],
  ['CORS_HEADERS', 'X-*', `${HEADERS} X-*`],
  ['CORS_HEADERS', 'X-Shop X-Cart', `${HEADERS} X-Shop X-Cart`],
  ['CORS_HEADERS', 'X-Shop;X-Cart', `${HEADERS} X-Shop;X-Cart`],
  ['CORS_HEADERS', 'X-Größe', `${HEADERS} X-Größe`],
  ['KEEP_ALIVE', '0', 'must be a whole number from 1 to 3600'],
  ['KEEP_ALIVE', '3601', 'must be a whole number from 1 to 3600'],
  ['KEEP_ALIVE', '72s', 'must be a whole number from 1 to 3600'],
  ['TRUSTED_PROXIES', '10.0.0.0/8,proxy,10.0.0.0/33', 'not a CIDR: proxy; not a CIDR: 10.0.0.0/33'],
  ['TRUSTED_PROXIES', '0.0.0.0/0', '0.0.0.0/0 covers a large part of the internet'],
  ['CORS_ORIGINS', 'http//x', 'entry 1 (http//x) is not an origin'],
  ['SUCCESS_CODE', '-1', 'must be a whole number from 0 to 999999'],
  ['ERROR_STATUS', '500', 'must be one of: semantic 400 200'],
  ['DRAWING_THREAD', 'yes', 'must be one of: auto on off'],
  ['OUTBOX', 'true', 'must be one of: on off'],
  ['DOCS', 'yes', 'must be one of: on off'],
  ['SHUTDOWN_GRACE', '61', 'must be a whole number from 0 to 60'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'must be a URL like http://localhost:4318'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', `ftp://u:${SECRET}@h`, 'must be a URL like http://localhost:4318'],
  ['LOG_LEVEL', 'loud', 'must be one of: trace debug info warn error fatal silent'],
];
const HIDDEN = [
  SECRET,
  SECRET.slice(0, 31),
  STRONG,
  keyOf(SECRET.slice(0, 31)),
  keyOf('hunter2'.repeat(6)),
  'hunter2',
];

describe('readSettings(): an invalid setting', () => {
  it.each(BROKEN)('is reported by name with the remedy: %s=%s', (name, value, message) => {
    const found = problems({ [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${name}: `);
    expect(found[0]).toContain(message);
  });

  it('is reported together with all others, without secrets (50 generated configurations)', () => {
    const broken = fc.uniqueArray(fc.constantFrom(...BROKEN), { minLength: 1, selector: ([name]) => name });
    fc.assert(
      fc.property(broken, (rows) => {
        const env = {
          USER_TOKEN_SECRET: SECRET,
          METRICS_TOKEN: SECRET,
          ...Object.fromEntries(rows.map(([name, value]) => [name, value])),
        };
        const message = problems(env).join('\n');
        for (const [name, , problem] of rows) expect(message).toContain(`${name}: ${problem}`);
        expect(message.split('\n')).toHaveLength(rows.length);
        expect(HIDDEN.filter((secret) => message.includes(secret))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  // REL-12 "secrets unprinted": id and key are easily swapped.
  it('with id and key swapped does not print the key', () => {
    const half = 'deadbeefdeadbeefdeadbeefdeadbeef';
    expect(problems({ SECRET_KEYS: `${half}:k1` }).join()).not.toContain(half);
  });

  // Contract §6: at least one key is listed ("first is current").
  it.each([',', ' ', ' , '])('is a list without any key: "%s"', (SECRET_KEYS) => {
    expect(problems({ SECRET_KEYS })).toHaveLength(1);
  });
});

describe('readSettings() in production', () => {
  it('disables outbox and pages by default', () => {
    expect(readSettings(production())).toMatchObject({ production: true, outbox: false, docs: false });
  });

  it.each(['SECRET_KEYS', 'USER_TOKEN_SECRET', 'TICKET_KEY'])('requires %s', (name) => {
    for (const value of [undefined, '']) {
      expect(problems({ ...production(), [name]: value })).toEqual([`${name}: must be set in production`]);
    }
  });

  it.each(['SECRET_KEYS', 'USER_TOKEN_SECRET', 'METRICS_TOKEN', 'MAIL_DSN', 'SMS_DSN'])(
    'SEC-55: rejects weak and published secrets in %s, by name and unprinted',
    (name) => {
      const sequence = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
      const weak: [string, RegExp][] = [
        ['a'.repeat(16), /has 16 bytes, at least 32|must be whsec_ and 24 to 64 bytes/],
        ['a'.repeat(32), /is not random/],
        [sequence.toString('latin1'), /is not random/],
        [sequence.toString('hex'), /is not random/],
        ['QSBtYWRlLXVwIHNlY3JldCBmb3IgdGhlIFJFQURNRQ==', /is published/],
      ];
      for (const [secret, problem] of weak) {
        const base64 = keyOf(secret);
        const value = {
          SECRET_KEYS: `k2:${randomBytes(32).toString('base64')},k1:${base64}`,
          MAIL_DSN: `webhook+https://h/?secret=whsec_${base64}`,
          SMS_DSN: `failover(webhook+https://g/?secret=whsec_${randomBytes(24).toString('base64')} webhook+https://h/?secret=whsec_${base64})`,
        }[name];
        const found = problems({ ...production(), [name]: value ?? secret });
        expect(found).toHaveLength(1);
        expect(found[0]).toMatch(new RegExp(`^${name}: .*(${problem.source})`));
        for (const text of [secret, base64, base64.slice(0, 12)]) expect(found[0]).not.toContain(text);
        expect(
          problems({ [name]: value ?? secret }).filter((text) => /published|new one/.test(text)),
        ).toEqual([]);
      }
    },
  );

  it('SEC-55: rejects the USER_TOKEN_SECRET of .env', () => {
    const [, USER_TOKEN_SECRET = ''] = /^USER_TOKEN_SECRET=(.*)$/m.exec(readFileSync('.env', 'utf8')) ?? [];
    const found = problems({ ...production(), USER_TOKEN_SECRET });
    expect(found).toEqual([
      'USER_TOKEN_SECRET: is published in the repository of this service: draw a new one',
    ]);
  });

  it('reports every weak key of SECRET_KEYS', () => {
    const [short, even] = [keyOf('x'), Buffer.alloc(32).toString('base64')];
    expect(problems({ ...production(), SECRET_KEYS: `k2:${short},k1:${even}` })).toEqual([
      'SECRET_KEYS: key 1 has 1 bytes, at least 32 are needed; key 2 is not random: draw a new one',
    ]);
  });

  it.each(['aliyun://k:s@default?sign=x&template=1', 'tencent://k:s@default?app=1&template=1'])(
    'SEC-53: rejects an SMS transport without a template for strong codes: %s',
    (dsn) => {
      const name = dsn.split(':')[0];
      for (const SMS_DSN of [dsn, `failover(twilio://AC1:t@default?from=x ${dsn})`]) {
        expect(problems({ ...production(), SMS_DSN })).toEqual([
          expect.stringMatching(`^SMS_DSN: ${name}://default refuses .*: add strongtemplate to its DSN`),
        ]);
        expect(problems({ SMS_DSN })).toEqual([]);
        const able = SMS_DSN.replace('template=1', 'template=1&strongtemplate=2');
        expect(problems({ ...production(), SMS_DSN: able })).toEqual([]);
      }
    },
  );

  it('rejects a list without any key', () => {
    expect(problems({ ...production(), SECRET_KEYS: ',' })).toHaveLength(1);
  });

  it.each(['MAIL_DSN', 'SMS_DSN'])('rejects the outbox as %s, also as the default', (name) => {
    const refused = [`${name}: must not be outbox: in production`];
    expect(problems({ ...production(), [name]: 'outbox:' })).toEqual(refused);
    expect(problems({ ...production(), [name]: undefined })).toEqual(refused);
  });

  // Contract §6 "`outbox:` transports", SEC-45. A scheme is case-insensitive (RFC 3986 §3.1), and a URL is trimmed.
  it.each(['OUTBOX:', 'Outbox:', ' outbox:', '\toutbox:', 'failover(smtp://mail.example.com outbox:)'])(
    'rejects the outbox in any spelling: "%s"',
    (dsn) => {
      expect(problems({ ...production(), MAIL_DSN: dsn })).toHaveLength(1);
    },
  );

  it('rejects OUTBOX=on', () => {
    expect(problems({ ...production(), OUTBOX: 'on' })).toEqual(['OUTBOX: must be off in production']);
  });

  it('has a shutdown grace of three seconds for load balancers', () => {
    expect(readSettings(production()).shutdownGrace).toBe(3);
  });

  it('serves the pages with DOCS=on', () => {
    expect(readSettings({ ...production(), DOCS: 'on' }).docs).toBe(true);
  });

  it('reports all problems at once', () => {
    const env = { NODE_ENV: 'production', OUTBOX: 'on', PORT: 'x', METRICS_TOKEN: SECRET };
    expect(problems({ ...env, SMS_DSN: 'failover(outbox: aliyun://k:s@default?template=1)' })).toEqual([
      'PORT: must be a whole number from 0 to 65535',
      'MAIL_DSN: must not be outbox: in production',
      expect.stringMatching(/^SMS_DSN: must not be outbox: in production; aliyun:.* strongtemplate/),
      'OUTBOX: must be off in production',
      'SECRET_KEYS: must be set in production',
      'USER_TOKEN_SECRET: must be set in production',
      'TICKET_KEY: must be set in production',
      'METRICS_TOKEN: is not random: draw a new one',
    ]);
  });
});

describe('readSettings(): printed settings', () => {
  it('contain no secret', () => {
    const env = {
      SECRET_KEYS: `k1:${Buffer.from('0123456789abcdef0123456789ABCDEF').toString('base64')}`,
      USER_TOKEN_SECRET: 'user-token-secret',
      METRICS_TOKEN: 'metrics-token',
      REDIS_URL: 'redis://:redis-password@127.0.0.1:6379',
      MAIL_DSN: 'smtps://user:mail-password@mail.example.com?from=a@example.com',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:collector-password@127.0.0.1:4318',
    };
    const settings = readSlices(env);
    for (const text of [inspect(settings, { depth: 5 }), JSON.stringify(settings)]) {
      expect(text).not.toMatch(/token-secret|metrics-token|password|30 31 32|48,49,50/);
      expect(text).toContain('3000');
    }
    expect(settings.keys.userTokenSecret).toBe('user-token-secret');
  });
});
