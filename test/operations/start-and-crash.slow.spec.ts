import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UNLIMITED } from '../support/app.js';
import { ServiceProcess } from '../support/service-process.js';

const KEY = randomBytes(32).toString('base64');
const SECRET = 'hunter2hunter2hunter2';
const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEYS: `k1:${KEY}`,
  USER_TOKEN_SECRET: SECRET,
  TICKET_KEY: PEM,
  MAIL_DSN: 'smtp://127.0.0.1:2525?from=a@b.example',
  SMS_DSN: '',
};

describe('REL-14: what nobody caught', () => {
  it.each(['throw', 'rejection'])(
    'ends the process with 1 and is logged, without what hangs on the error: %s',
    async (CRASH) => {
      const service = await ServiceProcess.start({
        env: { ...UNLIMITED, CRASH },
        file: 'test/operations/support/crashing.mjs',
      });
      onTestFinished(() => service.stop());
      expect((await service.waitForExit()).code).toBe(1);
      const line = service.lines.find((text) => text.includes('"crashed"')) ?? '{}';
      expect(JSON.parse(line)).toMatchObject({ level: 60, err: { message: 'nobody caught this' } });
      expect(service.lines.join('\n')).not.toContain('jane@example.com');
    },
  );
});

describe('REL-12: a start with wrong settings', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'everything at once',
      { NODE_ENV: 'production', PORT: 'x', OUTBOX: 'on', METRICS_TOKEN: SECRET },
      ['PORT:', 'OUTBOX:', 'SECRET_KEYS:', 'TICKET_KEY:', 'USER_TOKEN_SECRET:', 'MAIL_DSN:', 'SMS_DSN:'],
    ],
    ['a weak key', { ...PRODUCTION, SECRET_KEYS: 'k1:aHVudGVyMmh1bnRlcjI=' }, ['SECRET_KEYS: key 1']],
    ['an unknown transport', { ...PRODUCTION, SMS_DSN: `pigeon://u:${SECRET}@h` }, ['SMS_DSN: "pigeon:"']],
    ['a tenants file that is not there', { ...PRODUCTION, TENANTS_FILE: '/nowhere.yaml' }, ['/nowhere.yaml']],
    ['a collector without its scheme', { OTEL_EXPORTER_OTLP_ENDPOINT: 'h:4318' }, ['OTEL_EXPORTER_OTLP']],
  ])('ends with 1 and names what to mend, in one message without a secret: %s', async (_what, env, words) => {
    const service = ServiceProcess.spawn({ env });
    onTestFinished(() => service.stop());
    expect((await service.waitForExit()).code).toBe(1);
    for (const word of words) expect(service.stderr).toContain(word);
    const said = service.stderr + service.lines.join('\n');
    for (const secret of [SECRET, KEY, 'PRIVATE KEY', 'aHVudGVyMm']) expect(said).not.toContain(secret);
    expect(said).not.toMatch(/^\s+at /m);
  });

  it('warns of fixed codes that are live in production, and promises no page that is not there', async () => {
    const service = await ServiceProcess.start({ env: PRODUCTION });
    onTestFinished(() => service.stop());
    const said = service.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(said).toContainEqual(expect.objectContaining({ level: 40, tenant: 'demo', testRecipients: 4 }));
    expect(service.lines.at(-1)).toContain(service.url);
    expect(service.lines.at(-1)).not.toContain('/docs');
  });

  it('starts in production with right ones, and serves metrics to loopback only unless there is a token (SEC-48)', async () => {
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
