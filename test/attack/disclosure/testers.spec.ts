import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { send } from '../../support/send.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { BEHIND_PROXY, codeOf, type Fields, from, solved } from '../../support/requests.js';
import { type TenantsFile, writeTenantsFile } from '../../support/tenants-file.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { MINUTE_MS } from '../support/time.js';

const FIXED = '424242';
/** A test recipient and another account of the same masked form, by type. */
const PEOPLE = [
  ['email', 'tess@test.example', 'thea@toys.example'],
  ['phone', '+8613800138000', '+8613912345600'],
] as const;

interface Data {
  readonly codeID?: string;
  readonly reason?: string;
}

onBothStores('SEC-57: responses to a test recipient under the shipped limits', (open) => {
  let attack: AttackApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    const { env } = await open();
    const testRecipients = [
      { match: '*@test.example', code: FIXED, until: '2099-01-01' },
      { match: '+8613800138000', code: FIXED, until: '2099-01-01' },
    ];
    tenants = await writeTenantsFile({ tenants: [{ code: 'default', testRecipients }] });
    attack = await AttackApp.start({ env: { ...BEHIND_PROXY, ...env, ...tenants.env } });
  });
  afterAll(async () => {
    await attack.close();
    await tenants.remove();
  });

  /** Everything that a client can compare, without random values and those that depend on the moment. */
  const comparable = (status: number, headers: Headers, text: string): string => {
    const kept = [...headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name));
    const body = text
      .replace(/"codeID":"[\w-]{20}"/, '"codeID":"…"')
      .replace(/"url":"data:[^"]+"/, '"url":"data:…"')
      .replace(/"ticket":"[^"]+"/, '"ticket":"…"');
    return `${status} ${JSON.stringify(kept)} ${body}`;
  };

  /** All responses to one client who asks, errs, answers, and asks until limits refuse. */
  async function transcriptOf(type: string, account: string, ip: string): Promise<readonly string[]> {
    const transcript: string[] = [];
    const post = async (path: string, body: Fields): Promise<Data & { readonly code: number }> => {
      const { status, headers, text } = await send(attack.app.url + path, JSON.stringify(body), from(ip));
      transcript.push(comparable(status, headers, text));
      const { code, data } = JSON.parse(text) as { code: number; data?: Data };
      return { code, ...data };
    };
    const request = { use: 'login', type, account };
    const { codeID = '' } = await post(CAPTCHA, request);
    const answer = { ...request, codeID, code: codeOf(attack, codeID) };
    await post(CAPTCHA, request);
    await post(CAPTCHA, { ...request, use: 'register' });
    await post(`${CAPTCHA}/verify`, { ...answer, code: '12345' });
    await post(`${CAPTCHA}/verify`, { ...answer, codeID: 'AAAAAAAAAAAAAAAAAAAA' });
    await post(`${CAPTCHA}/verify`, { ...answer, code: wrongCode(answer.code) });
    await post(`${CAPTCHA}/verify`, answer);
    await post(`${CAPTCHA}/verify`, answer);
    // Four more: beyond five messages a day an ordinary account is refused, but limits per day do not count for testers.
    // The wrong answers use up the account's budget, so the last code is strong.
    for (let n = 0; n < 4; n++) {
      await attack.advance(12 * MINUTE_MS);
      let issued = await post(CAPTCHA, request);
      if (issued.reason) issued = await post(CAPTCHA, { ...request, ...solved(attack, issued.codeID!) });
      const sent = { ...request, ...solved(attack, issued.codeID!) };
      for (let wrong = 0; wrong < 3; wrong++)
        await post(`${CAPTCHA}/verify`, { ...sent, code: wrongCode(sent.code) });
    }
    return transcript;
  }

  it.each(PEOPLE)('SEC-57: are those to any other: %s', async (type, tester, other) => {
    const number = type === 'email' ? 1 : 2;
    const ofTester = await transcriptOf(type, tester, `10.0.${number}.1`);
    const ofOther = await transcriptOf(type, other, `10.1.${number}.1`);
    expect(ofTester).toEqual(ofOther);
    expect(ofTester.length).toBeGreaterThan(20);
    expect(ofTester.join()).toContain('"codeLength":10');
  });
});
