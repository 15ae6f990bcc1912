import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeRedis, openRedis } from '@system-management/challenge-store';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import type { Reply } from '../../support/client.js';
import { burst } from '../support/burst.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { ServiceProcess } from '../../support/service-process.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../../support/tenants-file.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { describeWithBuild } from '../../support/vitest/describe-with-build.js';

const VERIFY = `${CAPTCHA}/verify`;
const ANSWERS = FULL ? 10_000 : 1000;
const REQUEST = { use: 'login', type: 'email', account: 'jane@example.com' };

/** Counts the responses by status and body; accepted ones count as `200 right`. */
function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const { code } = JSON.parse(body) as { code: number };
    const key = code === 0 ? '200 right' : `${status} ${body}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const REFUSED =
  '400 {"code":1000005,"msg":"That code is wrong or has expired. Check it and try again, or ask for a new code."}';

/** The first `count` codes of six digits, without the right one. */
function wrongCodes(right: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const code = String(i).padStart(6, '0');
    return code === right ? wrongCode(right) : code;
  });
}

async function timed<Result>(work: Promise<Result>): Promise<[Result, perSecond: number]> {
  const start = performance.now();
  return [await work, Math.round((ANSWERS / (performance.now() - start)) * 1000)];
}

onBothStores('POST …/captcha/verify: concurrent answers', (open, name) => {
  let attack: AttackApp;
  beforeEach(async () => {
    attack = await AttackApp.start(await open());
  });
  afterEach(() => attack.close());
  const outcomes = (outcome: string): number =>
    attack.decisions.filter((one) => one.outcome === outcome).length;

  it.each([
    ['a code that was sent', REQUEST],
    ['an image', { use: 'login', type: 'image' }],
  ])('SEC-01: accepts the right answer to %s once', async (what, request) => {
    const right = JSON.stringify(await attack.issue(request));
    const [replies, perSecond] = await timed(
      burst([attack.app.url], VERIFY, Array<string>(ANSWERS).fill(right)),
    );
    expect(tally(replies)).toEqual({ '200 right': 1, [REFUSED]: ANSWERS - 1 });
    expect(outcomes('accepted')).toBe(1);
    logMetric(`SEC-01 ${name}, ${what}: ${ANSWERS} right answers, 500 sockets: 1 accepted, ${perSecond}/s`);
  });

  it('SEC-02: compares five wrong answers and refuses the others', async () => {
    const right = await attack.issue(REQUEST);
    const bodies = wrongCodes(right.code, ANSWERS).map((code) => JSON.stringify({ ...right, code }));
    const [replies, perSecond] = await timed(burst([attack.app.url], VERIFY, bodies));
    expect(tally(replies)).toEqual({ [REFUSED]: ANSWERS });
    expect([outcomes('mismatch'), outcomes('exhausted'), outcomes('not_found')]).toEqual([4, 1, ANSWERS - 5]);
    expect(tally(await burst([attack.app.url], VERIFY, [JSON.stringify(right)]))).toEqual({ [REFUSED]: 1 });
    logMetric(`SEC-02 ${name}: ${ANSWERS} wrong answers, 500 sockets: 5 compared, ${perSecond}/s`);
  });

  it('SEC-02: accepts the right code among wrong ones at most once, and not after the fifth wrong one', async () => {
    for (let round = 0; round < (FULL ? 100 : 10); round++) {
      const right = await attack.issue({ ...REQUEST, account: `round${round}@example.com` });
      const codes = [...wrongCodes(right.code, 20), ...Array<string>(20).fill(right.code)];
      const mixed = codes.map((_, i) => codes[(i * 7 + round) % codes.length]!);
      const replies = await burst(
        [attack.app.url],
        VERIFY,
        mixed.map((code) => JSON.stringify({ ...right, code })),
      );
      const { '200 right': accepted = 0, [REFUSED]: refused } = tally(replies);
      const outcomes = attack.decisions
        .filter(({ codeID }) => codeID === right.codeID)
        .map(({ outcome }) => outcome);
      const wrong = outcomes.filter((outcome) => outcome === 'mismatch' || outcome === 'exhausted').length;
      expect(accepted + (refused ?? 0)).toBe(codes.length);
      expect(accepted === 1 ? wrong < 5 : accepted === 0 && wrong === 5).toBe(true);
    }
  });
});

describeWithBuild('dist/main.js', 'POST …/captcha/verify: concurrent answers to two processes', () => {
  describeWithRedis('over one Redis', () => {
    let tenants: TenantsFile;
    let redis: RedisServer;
    const servers: ServiceProcess[] = [];
    beforeAll(async () => {
      tenants = await writeTenantsFile(unlimitedTenants());
      redis = await RedisServer.start();
      const env = {
        ...tenants.env,
        REDIS_URL: redis.url,
        SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      };
      while (servers.length < 2) servers.push(await ServiceProcess.start({ env }));
    });
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await redis.stop();
      await tenants.remove();
    });

    /** Issues at the first process and reads the code from its outbox. */
    const issue = async (account: string) => {
      const request = { ...REQUEST, account };
      const [reply] = await burst([servers[0]!.url], CAPTCHA, [JSON.stringify(request)]);
      const { data } = JSON.parse(reply!.body) as { data: { codeID: string } };
      const inbox = await fetch(`${servers[0]!.url}/outbox/messages?codeID=${data.codeID}`);
      const { data: found } = (await inbox.json()) as { data: { messages: { code: string }[] } };
      return { ...request, codeID: data.codeID, code: found.messages[0]!.code };
    };
    /** The wrong answers charged to each account. */
    const budgets = async (): Promise<number[]> => {
      const client = openRedis(redis.url);
      await once(client, 'ready');
      try {
        return await Promise.all((await client.keys('wb:*')).map((key) => client.llen(key)));
      } finally {
        await closeRedis(client);
      }
    };
    const urls = (): string[] => servers.map(({ url }) => url);

    it('SEC-01: accepts a right code once', async () => {
      const right = JSON.stringify(await issue('right@example.com'));
      const [replies, perSecond] = await timed(burst(urls(), VERIFY, Array<string>(ANSWERS).fill(right)));
      expect(tally(replies)).toEqual({ '200 right': 1, [REFUSED]: ANSWERS - 1 });
      logMetric(`SEC-01 2 processes: ${ANSWERS} right answers, 500 sockets: 1 accepted, ${perSecond}/s`);
    });

    it('SEC-02: compares five wrong answers, and then refuses the right one', async () => {
      const right = await issue('wrong@example.com');
      const bodies = wrongCodes(right.code, ANSWERS).map((code) => JSON.stringify({ ...right, code }));
      const [replies, perSecond] = await timed(burst(urls(), VERIFY, bodies));
      expect(tally(replies)).toEqual({ [REFUSED]: ANSWERS });
      expect(tally(await burst(urls(), VERIFY, [JSON.stringify(right)]))).toEqual({ [REFUSED]: 1 });
      expect(await budgets()).toEqual([5]);
      logMetric(`SEC-02 2 processes: ${ANSWERS} wrong answers, 500 sockets: 5 compared, ${perSecond}/s`);
    });
  });
});
