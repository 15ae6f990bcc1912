import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppModule } from '../../../src/app.module.js';
import { createAdapter, NEST_OPTIONS, setUp } from '../../../src/app.setup.js';
import { CAPTCHA } from '../../support/app.js';

const NOT_FOUND = 404;
const WRONG_METHOD = 405;

/** Routes in production: contract §1, §2, §9, and the scripts of <captcha-field>. */
const DOCUMENTED = [
  ...[CAPTCHA, CAPTCHA.replace('/captcha', '/self/captcha')].flatMap((path) =>
    ['', '/verify', '/altcha', '/siteverify'].map((name) => path + name),
  ),
  '/.well-known/jwks.json',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/captcha-field.js',
  ...[
    'ar',
    'de',
    'es',
    'fr',
    'ja',
    'ko',
    'pt-BR',
    'ru',
    'zh-CN',
    'zh-TW',
    'loaders',
    'step-up',
    'solver',
  ].map((name) => `/captcha-field/${name}.js`),
];

const PRODUCTION = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'silent',
  SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  USER_TOKEN_SECRET: randomBytes(32).toString('hex'),
  TICKET_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  MAIL_DSN: '',
  SMS_DSN: '',
};

describe('AppModule: routes', () => {
  it('SEC-45: serves only documented routes in production, without pages and outbox', async () => {
    const { app, routes } = await start(PRODUCTION);
    const answering = new Set<string>();
    for (const [method, path] of routes) {
      const { statusCode } = await app.inject({ method, url: path.replaceAll(/:\w+/g, 'x') });
      if (![NOT_FOUND, WRONG_METHOD].includes(statusCode)) answering.add(path);
    }
    expect([...answering].filter((path) => !DOCUMENTED.includes(path))).toEqual([]);
    expect([...answering]).toContain(CAPTCHA);
  });

  it('serves the outbox with DOCS=off, and the documentation with OUTBOX=off', async () => {
    const pages = ['/docs', '/reference', '/openapi.json', '/outbox', '/outbox/messages'];
    const served = async (env: Record<string, string>): Promise<string[]> => {
      const { app } = await start({ LOG_LEVEL: 'silent', ...env });
      const statuses = await Promise.all(pages.map(async (url) => (await app.inject({ url })).statusCode));
      return pages.filter((_, index) => statuses[index] === 200);
    };
    expect(await served({ DOCS: 'off' })).toEqual(['/outbox', '/outbox/messages']);
    expect(await served({ OUTBOX: 'off' })).toEqual(['/docs', '/reference', '/openapi.json']);
  });
});

/** Creates the application without listening, and collects its registered routes. */
async function start(env: Record<string, string>) {
  const adapter = createAdapter();
  const routes: [method: 'GET', path: string][] = [];
  adapter.getInstance().addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (!url.includes('*')) routes.push([one as 'GET', url]);
  });
  const module = await Test.createTestingModule({ imports: [AppModule.register(env)] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(adapter, NEST_OPTIONS);
  onTestFinished(() => app.close());
  await setUp(app);
  return { app, routes };
}
