import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UNLIMITED } from '../../support/app.js';
import { ServiceProcess } from '../../support/service-process.js';
import { type TenantsFile, writeTenantsFile } from '../../support/tenants-file.js';

const KEY = randomBytes(32).toString('base64');
const SECRET = 'hunter2hunter2hunter2hunter2hunter2';
/** The bytes 0…31. */
const SEQUENCE = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64');
const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEYS: `k1:${KEY}`,
  USER_TOKEN_SECRET: randomBytes(32).toString('hex'),
  TICKET_KEY: PEM,
  MAIL_DSN: 'smtp://127.0.0.1:2525?from=a@b.example',
  SMS_DSN: '',
};

/** Writes a tenants file with another tenant than `default`; it is removed after the test. */
const withTenants = async (tenant: object): Promise<TenantsFile['env']> => {
  const file = await writeTenantsFile({ tenants: [{ code: 'default' }, tenant] });
  onTestFinished(() => file.remove());
  return file.env;
};

describe('REL-14: an uncaught error', () => {
  it.each(['throw', 'rejection'])(
    'exits with 1 and is logged without extra properties of the error: %s',
    async (CRASH) => {
      const service = await ServiceProcess.start({
        env: { ...UNLIMITED, CRASH },
        file: 'test/operations/support/crashing.mjs',
      });
      onTestFinished(() => service.stop());
      expect((await service.waitForExit()).code).toBe(1);
      const line = service.lines.find((text) => text.includes('"crashed"')) ?? '{}';
      expect(JSON.parse(line)).toMatchObject({ level: 60, err: { message: 'uncaught in a timer' } });
      expect(service.lines.join('\n')).not.toContain('jane@example.com');
    },
  );
});

describe('logger.ts: createLogger()', () => {
  it('has written every line when the process is killed', async () => {
    const service = ServiceProcess.spawn({ file: 'test/operations/support/killed.mjs' });
    expect((await service.waitForExit()).signal).toBe('SIGKILL');
    expect(service.lines.filter((line) => line.includes('before the kill'))).toHaveLength(10);
  });
});

describe('REL-12: settings at start', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'several invalid settings',
      { NODE_ENV: 'production', PORT: 'x', OUTBOX: 'on', METRICS_TOKEN: SECRET },
      [
        'PORT:',
        'OUTBOX:',
        'SECRET_KEYS:',
        'TICKET_KEY:',
        'USER_TOKEN_SECRET:',
        'MAIL_DSN:',
        'SMS_DSN:',
        'METRICS_TOKEN:',
      ],
    ],
    ['a weak key', { ...PRODUCTION, SECRET_KEYS: 'k1:aHVudGVyMmh1bnRlcjI=' }, ['SECRET_KEYS: key 1']],
    [
      'secrets that are none (SEC-55)',
      {
        ...PRODUCTION,
        SECRET_KEYS: `k2:${KEY},k1:${SEQUENCE}`,
        USER_TOKEN_SECRET: 'local-development-only',
        METRICS_TOKEN: SECRET,
        SMS_DSN: `webhook+https://h/?secret=whsec_${SEQUENCE}`,
      },
      [
        'SECRET_KEYS: key 2 is not',
        'USER_TOKEN_SECRET: is published',
        'METRICS_TOKEN: is not',
        'SMS_DSN: the secret of',
      ],
    ],
    [
      'an SMS transport that carries no strong code (SEC-53)',
      { ...PRODUCTION, SMS_DSN: `aliyun://k:${SECRET}@default?sign=x&template=SMS_1` },
      ['SMS_DSN: aliyun://default refuses'],
    ],
    ['an unknown transport', { ...PRODUCTION, SMS_DSN: `pigeon://u:${SECRET}@h` }, ['SMS_DSN: "pigeon:"']],
    ['a missing tenants file', { ...PRODUCTION, TENANTS_FILE: '/nowhere.yaml' }, ['/nowhere.yaml']],
    ['a collector URL without a scheme', { OTEL_EXPORTER_OTLP_ENDPOINT: 'h:4318' }, ['OTEL_EXPORTER_OTLP']],
  ])('exits with 1 and reports every invalid setting without secrets: %s', async (_what, env, messages) => {
    const service = ServiceProcess.spawn({ env });
    onTestFinished(() => service.stop());
    expect((await service.waitForExit()).code).toBe(1);
    for (const message of messages) expect(service.stderr).toContain(message);
    const output = service.stderr + service.lines.join('\n');
    for (const secret of [SECRET, KEY, SEQUENCE, 'local-development-only', 'PRIVATE KEY', 'aHVudGVyMm'])
      expect(output).not.toContain(secret);
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('exits with 1 and names wrong and misspelt settings and the mistakes of the tenants file in one message', async () => {
    const env = await withTenants({
      code: 'shop',
      language: 'xx',
      mail: { dsn: `smtp://u:${SECRET}@127.0.0.1` },
    });
    const service = ServiceProcess.spawn({
      env: {
        ...env,
        CORS_ORIGINS: 'http//x,https://a.example/',
        TRUSTED_PROXIES: 'proxy,10.0.0.0/33,0.0.0.0/0',
        METRIC_TOKEN: SECRET,
        HOSTNAME: 'pod-1',
        REDIS_PORT: 'tcp://10.0.0.1:6379',
      },
    });
    onTestFinished(() => service.stop());
    expect((await service.waitForExit()).code).toBe(1);
    const lines = service.stderr.trimEnd().split('\n');
    expect(lines).toEqual([
      'The settings are wrong:',
      expect.stringMatching(
        /^ {2}TRUSTED_PROXIES: not a CIDR: proxy; not a CIDR: 10\.0\.0\.0\/33; 0\.0\.0\.0\/0 covers/,
      ),
      expect.stringMatching(
        /^ {2}CORS_ORIGINS: entry 1 \(http\/\/x\) is .*; entry 2 \(https:\/\/a\.example\/\) must be/,
      ),
      expect.stringMatching(/^ {2}METRIC_TOKEN: is not a setting, did you mean METRICS_TOKEN\?/),
      expect.stringMatching(/^ {2}\/.*tenants\.yaml: tenants\[1\]\.language: must be one of en/),
    ]);
    expect(service.stderr).not.toContain(SECRET);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a HOST that does not resolve',
      { HOST: 'no-such-host..invalid' },
      /^HOST: no-such-host\.\.invalid does not resolve to an address \(E\w+\): set HOST to an IP address/,
    ],
    // TEST-NET-1 (RFC 5737).
    [
      'a HOST of another machine',
      { HOST: '192.0.2.1' },
      /^HOST: 192\.0\.2\.1 is not an address of this machine \(EADDRNOTAVAIL\): set HOST to one of its addresses/,
    ],
    [
      'a missing tenants file',
      { TENANTS_FILE: '/nowhere.yaml' },
      /^\/nowhere\.yaml cannot be used: it does not exist: set TENANTS_FILE to the path of the tenants file$/,
    ],
    [
      'a missing key file',
      { TICKET_KEY: '/nowhere.pem' },
      /^The settings are wrong: TICKET_KEY: is neither a PEM nor the path of a readable file \(ENOENT\)$/,
    ],
    [
      'a missing certificate authority',
      { MAIL_DSN: 'smtps://h?from=a@b.example&ca=/nowhere.pem' },
      /^The settings are wrong: MAIL_DSN: smtps:\/\/h: the file named by the option "ca" cannot be read \(ENOENT\)/,
    ],
    [
      'mails without a sender',
      { MAIL_DSN: 'smtp://127.0.0.1', TENANTS_FILE: 'config/tenants.yaml' },
      /^config\/tenants\.yaml cannot be used: tenants\[0\]\.mail\.from: must be set, or \?from=a@b\.example added to MAIL_DSN/,
    ],
  ])('exits with 1 and one line for %s', async (_what, env, line) => {
    const service = ServiceProcess.spawn({ env });
    onTestFinished(() => service.stop());
    expect((await service.waitForExit()).code).toBe(1);
    expect(service.stderr.trimEnd()).toMatch(line);
    expect(service.stderr.trimEnd()).not.toContain('\n');
    expect(service.lines.filter((text) => text.includes('"level":50'))).toEqual([]);
  });

  it('exits with 1 and one line if another process listens on the port', async () => {
    const first = await ServiceProcess.start();
    onTestFinished(() => first.stop());
    const second = ServiceProcess.spawn({ env: { PORT: String(first.port) } });
    onTestFinished(() => second.stop());
    expect((await second.waitForExit()).code).toBe(1);
    expect(second.stderr).toBe(
      `PORT: ${first.port} is taken on 127.0.0.1 (EADDRINUSE): set PORT to another port, or stop the process that listens there\n`,
    );
    expect(second.lines.filter((text) => text.includes('"level":50'))).toEqual([]);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
  });

  it('SEC-53, SEC-55: exits with 1 and names every such mistake in the tenants file', async () => {
    const env = await withTenants({
      code: 'shop',
      mail: { dsn: `webhook+https://h/?secret=whsec_${SEQUENCE}` },
      sms: { routes: { US: `failover(smpp://u:p@h tencent://k:${SECRET}@default?app=1&template=1)` } },
    });
    const service = ServiceProcess.spawn({ env: { ...PRODUCTION, ...env } });
    onTestFinished(() => service.stop());
    expect((await service.waitForExit()).code).toBe(1);
    expect(service.stderr).toContain('tenants[1].mail.dsn: the secret of webhook+https://h is not random');
    expect(service.stderr).toContain('tenants[1].sms.routes.US: tencent://default refuses');
    for (const secret of [SECRET, SEQUENCE]) expect(service.stderr).not.toContain(secret);
  });

  it('SEC-59: exits with 1 and names an image policy that can be guessed: 4 digits with 10 attempts', async () => {
    const image = { length: 4, alphabet: 'digits', attempts: 10 };
    const env = await withTenants({ code: 'shop', policy: { purposes: { register: { image } } } });
    const service = ServiceProcess.spawn({ env: { ...PRODUCTION, ...env } });
    onTestFinished(() => service.stop());
    expect((await service.waitForExit()).code).toBe(1);
    expect(service.stderr).toContain(
      'tenants[1].policy: an image of register can be guessed with a probability of 1.0e-3, 2e-5 is the maximum',
    );
  });

  it('logs a warning about fixed codes in production, and no URL of a disabled page', async () => {
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const env = await withTenants({
      code: 'shop',
      testRecipients: [{ match: '*@qa.example', code: '424242', until }],
    });
    const service = await ServiceProcess.start({ env: { ...PRODUCTION, ...env } });
    onTestFinished(() => service.stop());
    const entries = service.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries).toContainEqual(expect.objectContaining({ level: 40, tenant: 'shop', testRecipients: 1 }));
    await service.stop();
    const messages = service.lines.map((line) => String((JSON.parse(line) as { msg?: unknown }).msg));
    expect(messages).toContain(`listening on ${service.url}`);
    expect(messages.filter((message) => message.startsWith('open http'))).toEqual([]);
  });

  it('with valid values start production, which serves metrics without a token to loopback only (SEC-48)', async () => {
    const service = await ServiceProcess.start({ env: PRODUCTION });
    onTestFinished(() => service.stop());
    const status = async (path: string, headers = {}) =>
      (await fetch(service.url + path, { headers })).status;
    expect(await status('/health/ready')).toBe(200);
    expect(await status('/metrics')).toBe(200);
    expect(await status('/metrics', { 'X-Forwarded-For': '127.0.0.1' })).toBe(404);
    // SEC-45: no page, no outbox.
    for (const path of ['/docs', '/openapi.json', '/outbox/messages'])
      expect(await status(path), path).toBe(404);
  });
});
