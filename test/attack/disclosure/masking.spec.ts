import { Writable } from 'node:stream';
import { startSmtpSink } from '@system-management/messaging/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOGGER } from '../../../src/operations/logging/logger.js';
import { CAPTCHA, TestApp } from '../../support/app.js';
import { BEHIND_PROXY, CODE, from, ipNumber } from '../../support/requests.js';
import { read, send } from '../../support/send.js';
import { writeTenantsFile } from '../../support/tenants-file.js';

/** Addresses and numbers as people type them. The mail server refuses those with `refused` and quotes them. */
const ACCOUNTS = [
  ['email', 'jane@shop.example'],
  ['email', 'Joan.Doe+tag@MAIL.Shop.Example'],
  ['email', 'jürgen@shop.example'],
  ['email', 'jane@bücher.example'],
  ['email', 'refused@shop.example'],
  ['email', 'jane@shop.example, joe@shop.example'],
  ['email', 'jane@@shop.example'],
  ['email', `${'x'.repeat(65)}@shop.example`],
  ['phone', '+8613812345678'],
  ['phone', '138 1234 5679'],
  ['phone', '+1 (415) 555-2671'],
  ['phone', '+4915112345678'],
  ['phone', '138-1234-567'],
  ['phone', '１３８１２３４５６７０'],
] as const;
const SENDER = 'no-reply@sender.example';

/** An address or a number that a message can be sent to. A masked one has asterisks and does not match. */
const UNMASKED =
  /[^\s"'<>*@:=,;(){}[\]\\/]+@(?!sender\.example)[\p{L}\d-]+\.[\p{L}\d.-]+|\+\d[\d ().-]{7,}\d|(?<![\da-f.-])(?:86)?1[3-9](?:[ -]?\d){9}(?![\da-f.-])/giu;
/** All unmasked recipients in a text, and the accounts above however invalid they are. */
const recipientsIn = (text: string): string[] => [
  ...new Set([
    ...(text.match(UNMASKED) ?? []),
    ...ACCOUNTS.map(([, account]) => account).filter((account) => text.includes(account)),
  ]),
];
const MASKED = [/\w\*\*\*@\w\*\*\*\.example/, /\+86\*{7}78/];

describe('PRV-01: recipients in responses, the log, the audit and metrics', () => {
  /** Everything that left the process, by source. */
  const outputs = { responses: '', headers: '', log: '', metrics: '' };
  let close = async (): Promise<void> => undefined;
  beforeAll(async () => {
    const sink = await startSmtpSink({
      onRcptTo: ({ address }, _session, done) =>
        done(
          address.startsWith('refused')
            ? Object.assign(new Error(`no such user: ${address}`), { responseCode: 550 })
            : null,
        ),
    });
    const policy = { limits: { address: { refusedPerHour: 3 } } };
    const tenants = await writeTenantsFile({
      tenants: [{ code: 'default', countries: ['CN', 'US'], policy }],
    });
    const lines = new Writable({ write: (chunk, _, done) => ((outputs.log += String(chunk)), done()) });
    const app = await TestApp.start({
      env: {
        ...BEHIND_PROXY,
        ...tenants.env,
        MAIL_DSN: `smtp://127.0.0.1:${sink.port}?from=${SENDER}`,
      },
      override: (builder) =>
        builder.overrideProvider(LOGGER).useValue(pino({ level: 'trace', base: null }, lines)),
    });
    close = async () => {
      await app.close();
      await sink.stop();
      await tenants.remove();
    };
    for (const [n, [type, account]] of ACCOUNTS.entries()) await attempt(app, type, account, ipNumber(n));
    outputs.metrics = await read(`${app.url}/metrics`);
  });
  afterAll(() => close());

  /** Requests a code until a limit refuses, answers it, and puts the recipient where it does not belong. */
  async function attempt(app: TestApp, type: string, account: string, ip: string): Promise<void> {
    const post = async (path: string, body: string) => {
      const { text, headers } = await send(app.url + path, body, from(ip));
      // By contract a ticket names its subject, in base64url. A picture is checked by SEC-13.
      outputs.responses += text.replace(/"(url|ticket)":"[^"]*"/g, '');
      outputs.headers += JSON.stringify([...headers]);
      return JSON.parse(text) as { code: number; data?: { codeID?: string } };
    };
    const request = { use: 'login', type, account };
    const { data } = await post(CAPTCHA, JSON.stringify(request));
    for (let n = 0; n < 6; n++) await post(CAPTCHA, JSON.stringify(request));
    const answer = { ...request, codeID: data?.codeID ?? 'AAAAAAAAAAAAAAAAAAAA', code: '000000' };
    for (let n = 0; n < 2; n++) await post(`${CAPTCHA}/verify`, JSON.stringify(answer));
    await post(CAPTCHA, JSON.stringify(request).slice(0, -1));
    await post(CAPTCHA, JSON.stringify({ ...request, use: account, [account]: account }));
    await post(CAPTCHA, JSON.stringify({ ...request, type: account }));
    const path = encodeURIComponent(account);
    await post(`${CAPTCHA}/${path}`, '{}');
    await post(`${CAPTCHA}?account=${path}`, '{}');
  }

  it.each(Object.keys(outputs) as (keyof typeof outputs)[])('PRV-01: are masked in the %s', (where) => {
    expect(outputs[where].length).toBeGreaterThan(500);
    expect(recipientsIn(outputs[where])).toEqual([]);
  });

  it('PRV-01: are in the responses, the log and the audit in their masked form', () => {
    for (const masked of MASKED) {
      expect(outputs.responses).toMatch(masked);
      expect(outputs.log.match(new RegExp(`"recipient":"${masked.source}"`))).not.toBeNull();
    }
    expect(outputs.log).toContain('"msg":"audit"');
    expect(outputs.responses).toContain(`"code":${CODE.delivery}`);
    expect(outputs.responses).toContain(`"code":${CODE.frequent}`);
  });

  it.each([
    ['no jane@shop.example', 'jane@shop.example'],
    ['550 <Jürgen@bücher.example>', 'Jürgen@bücher.example'],
    ['to +1 (415) 555-2671.', '+1 (415) 555-2671'],
    ['{"account":"8613812345678"}', '8613812345678'],
    ['138 1234 5678', '138 1234 5678'],
  ])('PRV-01: would be found unmasked: %s', (text, recipient) => {
    expect(text.match(UNMASKED)).toEqual([recipient]);
  });
});
