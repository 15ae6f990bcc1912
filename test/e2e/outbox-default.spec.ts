import { describe, expect, it, onTestFinished } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { MailServer } from '../support/mail-server.js';
import { CAPTCHA, TestApp } from '../support/app.js';

const PATHS = [
  '/outbox',
  '/outbox/messages',
  '/outbox/messages?account=jane@example.com',
  '/outbox/outbox.js',
];

/** Starts the application as one that was deployed without `NODE_ENV`. */
async function start(env: Environment): Promise<TestApp> {
  const app = await TestApp.start({ env: { NODE_ENV: undefined, ...env } });
  onTestFinished(() => app.close());
  return app;
}

/** Issues an image and a mail, and reads every path of the outbox. @returns status codes, and all that was read */
async function probe(app: TestApp) {
  const ids: string[] = [];
  for (const request of [{ type: 'image' }, { type: 'email', account: 'jane@example.com' }]) {
    const { body } = await app.post<{ codeID: string }>(CAPTCHA, { use: 'login', ...request });
    expect(body.code).toBe(0);
    ids.push(body.data.codeID);
  }
  const paths = [...PATHS, ...ids.flatMap((id) => [`/outbox/mail/${id}`, `/outbox/messages?codeID=${id}`])];
  const responses = await Promise.all(paths.map((path) => fetch(app.url + path)));
  const read = await Promise.all(responses.map((response) => response.text()));
  return { statuses: responses.map(({ status }) => status), read: read.join('\n') };
}

describe('SEC-56: OUTBOX without NODE_ENV', () => {
  it.each<[string, (server: MailServer) => Environment]>([
    ['a real mail transport', (server) => ({ MAIL_DSN: server.dsn() })],
    ['a failover to a real transport', (server) => ({ MAIL_DSN: `failover(outbox: ${server.dsn()})` })],
    ['a real SMS transport', () => ({ SMS_DSN: 'twilio://AC1:token@default?from=Example' })],
    ['every address of the machine as HOST', () => ({ HOST: '0.0.0.0' })],
  ])('does not exist with %s, so that no code can be read', async (_what, envFor) => {
    const server = await MailServer.start();
    onTestFinished(() => server.stop());
    const app = await start(envFor(server));
    const { statuses, read } = await probe(app);
    expect(new Set(statuses)).toEqual(new Set([404]));
    expect(read).not.toMatch(/"codes?":"/);
    expect(await (await fetch(`${app.url}/openapi.json`)).text()).not.toContain('(outbox)');
  });

  it('shows the codes on loopback, where nothing is sent', async () => {
    const { statuses, read } = await probe(await start({}));
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(PATHS.length);
    expect(read).toMatch(/"code":"\d{6}"/);
  });
});
