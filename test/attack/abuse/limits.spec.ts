import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFaultySmtp } from '../../../libs/messaging/src/testing/sinks/faulty-smtp.js';
import { type SmtpSink, startSmtpSink } from '../../../libs/messaging/src/testing/sinks/smtp.sink.js';
import type { ApiResponse } from '../../support/app.js';
import { decodePngUri } from '../../support/browser/png.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { dumpRecords } from '../support/store-dump.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import {
  BEHIND_PROXY,
  CODE,
  type Fields,
  from,
  ipNumber,
  issue,
  type IssueData,
  issueSolving,
  solved,
  verify,
} from '../../support/requests.js';
import { type TenantsFile, writeTenantsFile } from '../../support/tenants-file.js';
import { DAY_MS, HOUR_MS, advanceTime, MINUTE_MS, SECOND_MS, SLACK_MS } from '../support/time.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const MINUTES = 300_000;
const UNLIMITED = 1_000_000;
const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });
const phone = (account: string): Fields => ({ use: 'login', type: 'phone', account });
const countOf = (responses: readonly ApiResponse<IssueData>[], code: number): number =>
  responses.filter(({ body }) => body.code === code).length;

onBothStores('SEC-20: aliases of one recipient', (open, store) => {
  const ALIASES = FULL ? 1000 : 60;
  let attack: AttackApp;
  beforeAll(async () => {
    const { env } = await open();
    attack = await AttackApp.start({
      env: { ...BEHIND_PROXY, ...env },
      limits: { recipient: { gap: 0, perHour: UNLIMITED, perDay: ALIASES } },
    });
  });
  afterAll(() => attack.close());

  it.each([
    ['mailbox', 'email', mailAlias],
    ['number', 'phone', phoneAlias],
  ])(
    'SEC-20: share one limit for a %s, and each message goes to the alias as given',
    async (what, type, alias) => {
      const spellings = Array.from({ length: ALIASES + 20 }, (_, i) => alias(i));
      const responses = await inParallel(8, spellings, (account, i) =>
        issue(attack, { use: 'login', type, account }, from(ipNumber(i))),
      );
      const [sent, refused] = [countOf(responses, CODE.ok), countOf(responses, CODE.frequent)];
      logMetric(
        `SEC-20 ${store}: ${new Set(spellings).size} spellings of one ${what}: ${sent} sent of ${ALIASES} allowed, ${refused} refused`,
      );
      expect([sent, refused]).toEqual([ALIASES, 20]);
      for (const [i, { body }] of responses.entries()) {
        if (body.code !== CODE.ok) continue;
        // An SMS goes to the number in E.164.
        const given = type === 'email' ? spellings[i] : '+8613800138000';
        expect(attack.sent.byId.get(body.data.codeID)?.account).toBe(given);
      }
    },
    MINUTES,
  );
});

/** The i-th of more than 1,000 spellings of janedoe@gmail.com. */
function mailAlias(i: number): string {
  const dotted = [...'janedoe'].map((c, at) => ((i >> at) & 1 && at > 0 ? `.${c}` : c)).join('');
  const local = i % 2 ? dotted.toUpperCase() : dotted;
  return `${local}${i >= 64 || i % 3 ? `+t${i}` : ''}@${i % 5 ? 'gmail.com' : 'GoogleMail.COM'}`;
}

/** The i-th of more than 1,000 spellings of +86 138 0013 8000: prefixes and separators vary. */
function phoneAlias(i: number): string {
  const written = [...'13800138000'].map((c, at) => (at > 0 && (i >> (at - 1)) & 1 ? ` ${c}` : c)).join('');
  return ['+86', '0086', '+86 ', '', '00 86 '][i % 5]! + (i % 3 ? written : written.replaceAll(' ', '-'));
}

onBothStores('POST …/captcha: limits of the contract', (open, store) => {
  let attack: AttackApp;
  let tenants: TenantsFile;
  /** Number of the test's own tenant: limits are counted per tenant. */
  let tenant = 0;
  let own: Fields;
  beforeAll(async () => {
    const { env } = await open();
    const codes = ['default', ...Array.from({ length: 140 }, (_, i) => `t${i}`)];
    tenants = await writeTenantsFile({ tenants: codes.map((code) => ({ code })) });
    attack = await AttackApp.start({ env: { ...BEHIND_PROXY, ...tenants.env, ...env } });
  });
  afterAll(async () => {
    vi.useRealTimers();
    await attack.close();
    await tenants.remove();
  });
  beforeEach(() => void (own = { 'iThings-tenant-code': `t${tenant++}` }));

  let accounts = 0;
  let ip = 0;
  const newMail = (): Fields => mail(`person${accounts++}@example.com`);
  const newIp = (): Fields => from(ipNumber(ip++));
  const send = (body: Fields, headers = newIp()): Promise<ApiResponse<IssueData>> =>
    issueSolving(attack, body, { ...own, ...headers });

  const refusals: Record<string, () => Promise<ApiResponse<IssueData>>> = {
    'a second code within the minute': async () => {
      const body = newMail();
      await send(body);
      return send(body);
    },
    'a sixth code within the hour': async () => {
      const body = newMail();
      for (let i = 0; i < 5; i++) {
        expect((await send(body)).body.code).toBe(CODE.ok);
        await advanceTime(attack, MINUTE_MS);
      }
      return send(body);
    },
    'an eleventh code within the day': async () => {
      const body = newMail();
      for (let i = 0; i < 10; i++) {
        expect((await send(body)).body.code).toBe(CODE.ok);
        await advanceTime(attack, HOUR_MS);
      }
      return send(body);
    },
    'the 31st message for one address within the hour': async () => {
      const headers = newIp();
      for (let i = 0; i < 30; i++) expect((await send(newMail(), headers)).body.code).toBe(CODE.ok);
      return send(newMail(), headers);
    },
    'the 121st image for one address within the minute': async () => {
      const headers = { ...own, ...newIp() };
      const image = { use: 'login', type: 'image' };
      const responses = await inParallel(8, Array.from({ length: 120 }), () => issue(attack, image, headers));
      expect(countOf(responses, CODE.ok)).toBe(120);
      return issue(attack, image, headers);
    },
    'the 61st wrong answer from one address within the hour': async () => {
      const headers = { ...own, ...newIp() };
      const body = { ...newMail(), codeID: 'AAAAAAAAAAAAAAAAAAAA', code: '123456' };
      for (let i = 0; i < 60; i++) expect((await verify(attack, body, headers)).body.code).toBe(CODE.wrong);
      return (await verify(attack, body, headers)) as unknown as ApiResponse<IssueData>;
    },
    'the 21st SMS to one block within the hour': async () => {
      for (let i = 0; i < 20; i++)
        expect((await send(phone(`+861380013${8000 + i}`))).body.code).toBe(CODE.ok);
      return send(phone('+8613800138099'));
    },
  };

  it.each(Object.entries(refusals))(
    'SEC-29: refuses %s with Retry-After equal to data.retryAfter',
    async (_, provoke) => {
      const { status, headers, body } = await provoke();
      expect([status, body.code]).toEqual([429, CODE.frequent]);
      const { retryAfter } = body.data;
      expect(body.data).toEqual({ retryAfter: expect.any(Number) as number });
      expect(retryAfter).toBeGreaterThanOrEqual(1);
      expect(retryAfter).toBeLessThanOrEqual(DAY_MS / SECOND_MS);
      expect(headers.get('retry-after')).toBe(String(retryAfter));
      expect(Number.isInteger(retryAfter)).toBe(true);
    },
    MINUTES,
  );

  it('SEC-29: accepts the next request after retryAfter, and not before', async () => {
    const body = newMail();
    await send(body);
    const { retryAfter } = (await send(body)).body.data;
    await advanceTime(attack, retryAfter! * SECOND_MS - SLACK_MS);
    expect((await send(body)).body.code).toBe(CODE.frequent);
    await advanceTime(attack, SLACK_MS);
    expect((await send(body)).body.code).toBe(CODE.ok);
  });

  it('SEC-29: sends the same headers and fields to new and to known recipients', async () => {
    const [used, fresh] = [newMail(), newMail()];
    await send(used);
    await advanceTime(attack, 2 * MINUTE_MS);
    const again = await send(used);
    const first = await send(fresh);
    const refused = await send(used);
    expect([again, first, refused].map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(stableHeaders(again)).toEqual(stableHeaders(first));
    const { 'retry-after': retryAfter, ...others } = stableHeaders(refused);
    expect(retryAfter).toBe(String(refused.body.data.retryAfter));
    expect(others).toEqual(stableHeaders(first));
    expect({ ...again.body.data, codeID: '' }).toEqual({ ...first.body.data, codeID: '' });
  });

  it.each([
    ['one account', () => Array.from({ length: 100 }, () => mail('burst@example.com')), 1],
    [
      'one block of numbers',
      () => Array.from({ length: 100 }, (_, i) => phone(`+8613800139${String(i).padStart(3, '0')}`)),
      20,
    ],
  ])('SEC-20: keeps the limit for 100 concurrent requests to %s', async (_, bodies, allowed) => {
    const responses = await Promise.all(bodies().map((body) => issue(attack, body, { ...own, ...newIp() })));
    expect(countOf(responses, CODE.ok)).toBe(allowed);
    expect(countOf(responses, CODE.frequent)).toBe(100 - allowed);
  });

  it(
    'SEC-27: sends at most 20 SMS an hour to a block of numbers, from 500 addresses and with solved images, and limits no other block',
    async () => {
      const numbers = Array.from(
        { length: FULL ? 10_000 : 150 },
        (_, i) => `+861391234${String(i).padStart(4, '0')}`,
      );
      const responses = await inParallel(8, numbers, (number, i) =>
        send(phone(number), from(`192.0.${i % 2}.${i % 250}`)),
      );
      const sent = countOf(responses, CODE.ok);
      logMetric(`SEC-27 ${store}: ${numbers.length} consecutive numbers, ${sent} sent in the hour`);
      expect(sent).toBe(20);
      expect(countOf(responses, CODE.frequent)).toBe(numbers.length - 20);
      expect((await send(phone('+8613912350000'))).body.code).toBe(CODE.ok);
      expect((await send(phone('+8613900000000'))).body.code).toBe(CODE.ok);
      await advanceTime(attack, HOUR_MS);
      expect((await send(phone(numbers[50]!))).body.code).toBe(CODE.ok);
    },
    MINUTES,
  );

  it('SEC-27: sends nothing to countries that the tenant does not list', async () => {
    const abroad = [
      '+37061234567',
      '+79161234567',
      '+2348031234567',
      '+959421234567',
      '+8801812345678',
      '+881612345678',
      '+882161234567',
    ];
    const before = attack.sent.byId.size;
    for (const number of abroad) {
      const { status, body } = await send(phone(number));
      expect([CODE.notEnabled, CODE.parameter]).toContain(body.code);
      expect([403, 400]).toContain(status);
    }
    expect(attack.sent.byId.size).toBe(before);
  });

  it(
    'SEC-28: sends one recipient at most 40 codes a day over 100 tenants',
    async () => {
      const victim = mail('victim.of.all@example.com');
      const [count, hours] = FULL ? [100, 24] : [20, 4];
      let tries = 0;
      const accepted: ApiResponse<IssueData>[] = [];
      for (let hour = 0; hour < hours; hour++) {
        const responses = await inParallel(4, Array.from({ length: count }), (_, i) =>
          issueSolving(attack, victim, { 'iThings-tenant-code': `t${40 + i}`, ...newIp() }),
        );
        tries += responses.length;
        accepted.push(...responses.filter(({ body }) => body.code === CODE.ok));
        await advanceTime(attack, hour < hours - 1 ? (23 * HOUR_MS) / hours : 0);
      }
      logMetric(
        `SEC-28 ${store}: ${tries} tries over ${count} tenants in ${hours} rounds of a day: ${accepted.length} sent`,
      );
      expect(accepted).toHaveLength(40);
      await advanceTime(attack, DAY_MS);
      const next = await issueSolving(attack, victim, { 'iThings-tenant-code': 't40', ...newIp() });
      expect(next.body.code).toBe(CODE.ok);
    },
    MINUTES,
  );

  describe('the step-up to an image', () => {
    /** Issues until an image is required, and returns that image. */
    const required = async (body: Fields, headers: Fields): Promise<IssueData> => {
      for (let i = 0; i < 2; i++) {
        expect((await issue(attack, body, headers)).body.code).toBe(CODE.ok);
        await advanceTime(attack, MINUTE_MS);
      }
      const answer = await issue(attack, body, headers);
      expect([answer.status, answer.body.code]).toEqual([403, CODE.needImage]);
      return answer.body.data;
    };

    it('is required for the third message to an account within the hour, with a new image in the response', async () => {
      const before = attack.sent.byId.size;
      const image = await required(newMail(), { ...own, ...newIp() });
      expect(Object.keys(image).sort()).toEqual(['codeID', 'expire', 'reason', 'url']);
      expect(image).toMatchObject({ reason: 'required', expire: 180 });
      expect(decodePngUri(image.url)).toMatchObject({ width: 240, height: 80 });
      // Two messages and the image; the third message is not sent.
      expect(attack.sent.byId.size).toBe(before + 3);
    });

    it('is required for the eleventh message from an address within the hour', async () => {
      const headers = { ...own, ...newIp() };
      for (let i = 0; i < 10; i++) expect((await issue(attack, newMail(), headers)).body.code).toBe(CODE.ok);
      expect((await issue(attack, newMail(), headers)).body).toMatchObject({
        code: CODE.needImage,
        data: { reason: 'required' },
      });
    });

    it('takes one more request', async () => {
      const [body, headers] = [newMail(), { ...own, ...newIp() }];
      const image = await required(body, headers);
      const answer = await issue(attack, { ...body, ...solved(attack, image.codeID) }, headers);
      expect(answer.body).toMatchObject({ code: CODE.ok, data: { url: '', resendAfter: 60 } });
    });

    it('accepts an image once', async () => {
      const [body, headers] = [newMail(), { ...own, ...newIp() }];
      const image = await required(body, headers);
      const answer = solved(attack, image.codeID);
      expect((await issue(attack, { ...body, ...answer }, headers)).body.code).toBe(CODE.ok);
      await advanceTime(attack, MINUTE_MS);
      const replay = await issue(attack, { ...body, ...answer }, headers);
      expect(replay.body).toMatchObject({ code: CODE.needImage, data: { reason: 'wrong' } });
      expect(replay.body.data.codeID).not.toBe(image.codeID);
      const consumed = await verify(attack, { use: 'login', type: 'image', ...answer }, headers);
      expect(consumed.body.code).toBe(CODE.wrong);
    });

    it('sends one message for 50 concurrent requests with the same solved image', async () => {
      const headers = { ...own, ...newIp() };
      const image = await required(newMail(), headers);
      const answer = solved(attack, image.codeID);
      const responses = await Promise.all(
        Array.from({ length: 50 }, () => issue(attack, { ...newMail(), ...answer }, { ...own, ...newIp() })),
      );
      expect(countOf(responses, CODE.ok)).toBe(1);
      expect(countOf(responses, CODE.needImage)).toBe(49);
    });

    it('rejects an image of another purpose or tenant, and the code of a mail', async () => {
      const [body, headers] = [newMail(), { ...own, ...newIp() }];
      await required(body, headers);
      const ofRegister = await issue(attack, { use: 'register', type: 'image' }, headers);
      const ofOther = await issue(
        attack,
        { use: 'login', type: 'image' },
        { ...headers, 'iThings-tenant-code': 'default' },
      );
      const mailed = await issue(attack, newMail(), { ...own, ...newIp() });
      for (const { body: other } of [ofRegister, ofOther]) {
        const answer = await issue(attack, { ...body, ...solved(attack, other.data.codeID) }, headers);
        expect(answer.body).toMatchObject({ code: CODE.needImage, data: { reason: 'wrong' } });
      }
      // The code of a mail does not match the format of an image's code.
      const answer = await issue(attack, { ...body, ...solved(attack, mailed.body.data.codeID) }, headers);
      expect([CODE.parameter, CODE.needImage]).toContain(answer.body.code);
    });

    it('answers a wrong answer with reason "wrong" and the next image, and consumes the first image', async () => {
      const [body, headers] = [newMail(), { ...own, ...newIp() }];
      const image = await required(body, headers);
      const right = solved(attack, image.codeID);
      const wrong = { ...right, code: right.code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA' };
      const answer = await issue(attack, { ...body, ...wrong }, headers);
      expect([answer.status, answer.body.code]).toEqual([403, CODE.needImage]);
      expect(answer.body.data.reason).toBe('wrong');
      expect(decodePngUri(answer.body.data.url)).toMatchObject({ width: 240 });
      expect((await issue(attack, { ...body, ...right }, headers)).body.data.reason).toBe('wrong');
      const next = await issue(attack, { ...body, ...solved(attack, answer.body.data.codeID) }, headers);
      expect(next.body.code).toBe(CODE.ok);
    });

    it('does not count a request that only requires an image', async () => {
      const [body, headers] = [newMail(), { ...own, ...newIp() }];
      await required(body, headers);
      for (let i = 0; i < 20; i++)
        expect((await issue(attack, body, headers)).body.code).toBe(CODE.needImage);
      for (let i = 0; i < 3; i++) {
        expect((await issueSolving(attack, body, headers)).body.code).toBe(CODE.ok);
        await advanceTime(attack, MINUTE_MS);
      }
      expect((await issueSolving(attack, body, headers)).body.code).toBe(CODE.frequent);
    });

    it('does not shorten the resend gap', async () => {
      const [body, headers] = [newMail(), { ...own, ...newIp() }];
      const image = await required(body, headers);
      await advanceTime(attack, MINUTE_MS - SLACK_MS);
      expect((await issue(attack, { ...body, ...solved(attack, image.codeID) }, headers)).body.code).toBe(
        CODE.ok,
      );
      await advanceTime(attack, SLACK_MS + SECOND_MS);
      expect((await issueSolving(attack, body, headers)).body.code).toBe(CODE.frequent);
    });
  });
});

/** Response headers except those that differ between any two responses. */
function stableHeaders({ headers }: ApiResponse<IssueData>): Record<string, string> {
  const {
    'x-request-id': _id,
    date: _date,
    'content-length': _length,
    ...others
  } = Object.fromEntries(headers);
  return others;
}

onBothStores('POST …/captcha: failed deliveries', (open) => {
  const apps: AttackApp[] = [];
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const app of apps.splice(0)) await app.close();
    for (const stop of stops.splice(0)) await stop();
  });
  const startSink = async (options: Parameters<typeof startSmtpSink>[0] = {}): Promise<SmtpSink> => {
    const sink = await startSmtpSink(options);
    stops.push(() => sink.stop());
    return sink;
  };
  const start = async (port: number): Promise<AttackApp> => {
    const { env } = await open();
    const dsn = `smtp://127.0.0.1:${port}?from=no-reply@example.com&timeout=1`;
    const attack = await AttackApp.start({
      env: { ...env, TENANTS_FILE: 'config/tenants.yaml', MAIL_DSN: dsn },
    });
    apps.push(attack);
    return attack;
  };

  it('refunds the limits when every transport rejects the message', async () => {
    let refuses = true;
    const sink = await startSink({
      onRcptTo: (_address, _session, done) =>
        done(refuses ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
    });
    const attack = await start(sink.port);
    for (let i = 0; i < 8; i++) {
      const { status, body } = await issue(attack, mail('jane@example.com'));
      expect([status, body.code]).toEqual([502, CODE.delivery]);
    }
    refuses = false;
    expect((await issue(attack, mail('jane@example.com'))).body.code).toBe(CODE.ok);
    expect(sink.received).toHaveLength(1);
    expect((await issue(attack, mail('jane@example.com'))).body.code).toBe(CODE.frequent);
  });

  it('starts a full resend gap with the next delivered message', async () => {
    let refuses = true;
    const sink = await startSink({
      onRcptTo: (_address, _session, done) =>
        done(refuses ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
    });
    const attack = await start(sink.port);
    await issue(attack, mail('jane@example.com'));
    refuses = false;
    await advanceTime(attack, MINUTE_MS - SLACK_MS);
    expect((await issue(attack, mail('jane@example.com'))).body.code).toBe(CODE.ok);
    await advanceTime(attack, SLACK_MS + SECOND_MS);
    expect((await issue(attack, mail('jane@example.com'))).body.code).toBe(CODE.frequent);
  });

  it('refunds the limits when the connection is refused', async () => {
    const sink = await startSmtpSink();
    await sink.stop();
    const attack = await start(sink.port);
    for (let i = 0; i < 3; i++)
      expect((await issue(attack, mail('jane@example.com'))).body.code).toBe(CODE.delivery);
  });

  it('keeps the message counted after a timeout, because it may have arrived', async () => {
    const vendor = await startFaultySmtp({ message: 'silence' });
    stops.push(() => vendor.stop());
    const attack = await start(vendor.port);
    const { status, body } = await issue(attack, mail('jane@example.com'));
    expect([status, body.code]).toEqual([504, CODE.timeout]);
    const next = await issue(attack, mail('jane@example.com'));
    expect([next.status, next.body.code]).toEqual([429, CODE.frequent]);
  });

  it('drops the challenge of a rejected message', async () => {
    const vendor = await startFaultySmtp({ RCPT: '550 no' });
    stops.push(() => vendor.stop());
    const attack = await start(vendor.port);
    const before = await dumpRecords(attack);
    expect((await issue(attack, mail('jane@example.com'))).body.code).toBe(CODE.delivery);
    expect(await dumpRecords(attack)).toEqual(before);
  });
});

onBothStores('SEC-26: one tenant at five times its limit', (open, store) => {
  const [ceiling, requests] = FULL ? [500, 250] : [40, 20];
  let attack: AttackApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    const { env } = await open();
    const limits = { tenant: { messagesPerDay: ceiling }, stepUp: { perAddressHour: UNLIMITED } };
    tenants = await writeTenantsFile({ tenants: [{ code: 'default', policy: { limits } }, { code: 'b' }] });
    attack = await AttackApp.start({ env: { ...BEHIND_PROXY, ...tenants.env, ...env } });
  });
  afterAll(async () => {
    await attack.close();
    await tenants.remove();
  });

  /** Sends requests of tenant B, one every 20 ms, without waiting for responses. */
  const serveB = async (round: number): Promise<{ readonly codes: number[]; readonly p99: number }> => {
    const measured = await Promise.all(
      Array.from({ length: requests }, async (_, i) => {
        await new Promise((resolve) => setTimeout(resolve, i * 20));
        const began = performance.now();
        const headers = { 'iThings-tenant-code': 'b', ...from(ipNumber(i)) };
        const { body } = await issue(attack, mail(`b${round}-${i}@example.com`), headers);
        return { code: body.code, ms: performance.now() - began };
      }),
    );
    const sorted = measured.map(({ ms }) => ms).sort((a, b) => a - b);
    return { codes: measured.map(({ code }) => code), p99: sorted[Math.floor(sorted.length * 0.99)] ?? NaN };
  };

  it(
    'causes no error for another tenant',
    async () => {
      const alone = await serveB(0);
      const numbers = Array.from({ length: 5 * ceiling }, (_, i) => i);
      const flood = inParallel(4, numbers, (i) =>
        issue(attack, mail(`a${i}@example.com`), from(ipNumber(100_000 + i))),
      );
      const flooded = await serveB(1);
      const responses = await flood;
      logMetric(
        `SEC-26 ${store}: A ${numbers.length} requests, ${countOf(responses, CODE.ok)} sent; B p99 alone ${alone.p99.toFixed(1)} ms, flooded ${flooded.p99.toFixed(1)} ms`,
      );
      expect(countOf(responses, CODE.ok)).toBe(ceiling);
      expect(countOf(responses, CODE.frequent)).toBe(4 * ceiling);
      expect(new Set([...alone.codes, ...flooded.codes])).toEqual(new Set([CODE.ok]));
    },
    MINUTES,
  );
});
