import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startSmtpSink } from '../../../libs/messaging/src/testing/sinks/smtp.sink.js';
import type { ApiResponse } from '../../support/app.js';
import {
  BEHIND_PROXY,
  CODE,
  type Fields,
  from,
  ipNumber,
  issue,
  type IssueData,
  solved,
  verify,
} from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { AttackApp } from '../support/attack-app.js';
import { SECOND_MS, SLACK_MS } from '../support/time.js';

const TESTER: Fields = { use: 'login', type: 'email', account: 'rita@qa.example' };
const OTHER: Fields = { use: 'login', type: 'email', account: 'rita@ab.example' };
const TESTS = {
  code: 'default',
  testRecipients: [{ match: '*@qa.example', code: '424242', until: '2027-12-31' }],
};

/** What a client sees of an answer, without what is random or names the account. */
function shape({ status, headers, body }: ApiResponse<IssueData>): object {
  const { codeID = '', url = '', sentTo, ...data } = body.data ?? {};
  const names = [...headers.keys()].sort();
  return {
    status,
    names,
    retryAfter: headers.get('retry-after'),
    ...body,
    data,
    id: codeID.length,
    url: url.length > 0,
    masked: sentTo?.length,
  };
}

onBothStores('SEC-57: a test recipient, with the shipped policy', (open) => {
  let attack: AttackApp;
  beforeEach(async () => {
    const { env } = await open();
    attack = await AttackApp.start({ tenantsFile: [TESTS], env: { ...BEHIND_PROXY, ...env } });
  });
  afterEach(() => attack.close());

  /** The same sequence for one account: repeats, an image after two messages, and the budget of wrong answers. */
  const sequence = async (request: Fields, network: number): Promise<object[]> => {
    const seen: object[] = [];
    const client = from(ipNumber(256 * network));
    const ask = async (body: Fields): Promise<ApiResponse<IssueData>> => {
      const response = await issue(attack, body, client);
      seen.push(shape(response));
      return response;
    };
    const ids: string[] = [];
    // Four messages in all: limits per day, which do not count test recipients, are not reached.
    for (let i = 0; i < 3; i++) {
      if (i > 0) await attack.advance(60 * SECOND_MS + SLACK_MS);
      const { body } = await ask(request);
      const { codeID } = body.data;
      if (body.code === CODE.needImage) await ask({ ...request, ...solved(attack, codeID) });
      ids.push((await ask(request)).body.data.codeID);
    }
    for (let i = 0; i < 12; i++) {
      const { status, body } = await verify(
        attack,
        { ...request, codeID: ids[i % 3] ?? 'A'.repeat(20), code: '000001' },
        client,
      );
      seen.push({ status, ...body });
    }
    await attack.advance(60 * SECOND_MS + SLACK_MS);
    const { body } = await ask(request);
    if (body.code === CODE.needImage) await ask({ ...request, ...solved(attack, body.data.codeID) });
    return seen;
  };

  it('SEC-57: gets the same bodies and headers as another account for the same sequence', async () => {
    expect(await sequence(TESTER, 1)).toEqual(await sequence(OTHER, 2));
  });
});

describe('SEC-57: the time of an answer', () => {
  it('SEC-57: is that of a delivery for a test recipient too', async () => {
    const DELIVERY_MS = 300;
    const relay = await startSmtpSink({
      onData: (stream, _session, done) => stream.resume().on('end', () => setTimeout(done, DELIVERY_MS)),
    });
    const MAIL_DSN = `smtp://127.0.0.1:${relay.port}?from=a@b.example`;
    const attack = await AttackApp.start({ tenantsFile: [TESTS], env: { MAIL_DSN } });
    onTestFinished(async () => {
      await attack.close();
      await relay.stop();
    });
    expect((await issue(attack, OTHER)).body.code).toBe(CODE.ok);
    const startedAt = performance.now();
    expect((await issue(attack, TESTER)).body.code).toBe(CODE.ok);
    expect(performance.now() - startedAt).toBeGreaterThan(DELIVERY_MS - 5);
  });
});
