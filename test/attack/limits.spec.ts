import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFaultySmtp } from '../../libs/messaging/src/testing/sinks/faulty-smtp.js';
import { type SmtpSink, startSmtpSink } from '../../libs/messaging/src/testing/sinks/smtp.sink.js';
import type { ApiResponse } from '../support/app.js';
import { decodePngUri } from '../support/browser/png.js';
import { AttackApp } from './support/attack-app.js';
import { inParallel } from './support/in-parallel.js';
import { dumpRecords } from './support/store-dump.js';
import { onBothStores } from './support/on-both-stores.js';
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
} from './support/requests.js';
import { type OwnTenants, ownTenants } from './support/tenants-file.js';
import { DAY_MS, HOUR_MS, advanceTime, MINUTE_MS, SECOND_MS, SLACK_MS } from './support/time.js';
import { FULL, logMetric } from '../support/vitest/profile.js';

const MINUTES = 300_000;
const UNLIMITED = 1_000_000;
const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });
const phone = (account: string): Fields => ({ use: 'login', type: 'phone', account });
const countOf = (answers: readonly ApiResponse<IssueData>[], code: number): number =>
  answers.filter(({ body }) => body.code === code).length;

onBothStores('One recipient', (open, store) => {
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
    'SEC-20: has one bucket for all aliases of a %s, and none of them is delivered differently',
    async (what, type, alias) => {
      const spellings = Array.from({ length: ALIASES + 20 }, (_, i) => alias(i));
      const answers = await inParallel(8, spellings, (account, i) =>
        issue(attack, { use: 'login', type, account }, from(ipNumber(i))),
      );
      const [sent, refused] = [countOf(answers, CODE.ok), countOf(answers, CODE.frequent)];
      logMetric(
        `SEC-20 ${store}: ${new Set(spellings).size} spellings of one ${what}: ${sent} sent of ${ALIASES} allowed, ${refused} refused`,
      );
      expect([sent, refused]).toEqual([ALIASES, 20]);
      for (const [i, { body }] of answers.entries()) {
        if (body.code !== CODE.ok) continue;
        // An SMS has no other form than the number itself.
        const given = type === 'email' ? spellings[i] : '+8613800138000';
        expect(attack.sent.byId.get(body.data.codeID)?.account).toBe(given);
      }
    },
    MINUTES,
  );
});

/** Over 1,000 spellings of janedoe@gmail.com. */
function mailAlias(i: number): string {
  const dotted = [...'janedoe'].map((c, at) => ((i >> at) & 1 && at > 0 ? `.${c}` : c)).join('');
  const local = i % 2 ? dotted.toUpperCase() : dotted;
  return `${local}${i >= 64 || i % 3 ? `+t${i}` : ''}@${i % 5 ? 'gmail.com' : 'GoogleMail.COM'}`;
}

/** Over 1,000 spellings of +86 138 0013 8000: where the gaps are, and how it begins. */
function phoneAlias(i: number): string {
  const written = [...'13800138000'].map((c, at) => (at > 0 && (i >> (at - 1)) & 1 ? ` ${c}` : c)).join('');
  return ['+86', '0086', '+86 ', '', '00 86 '][i % 5]! + (i % 3 ? written : written.replaceAll(' ', '-'));
}

onBothStores('The limits of the contract', (open, store) => {
  let attack: AttackApp;
  let tenants: OwnTenants;
  /** Every test has a tenant of its own, and so counts of its own. */
  let tenant = 0;
  let own: Fields;
  beforeAll(async () => {
    const { env } = await open();
    const codes = ['default', ...Array.from({ length: 140 }, (_, i) => `t${i}`)];
    tenants = await ownTenants({ tenants: codes.map((code) => ({ code })) });
    attack = await AttackApp.start({ env: { ...BEHIND_PROXY, ...tenants.env, ...env } });
  });
  afterAll(async () => {
    vi.useRealTimers();
    await attack.close();
    await tenants.remove();
  });
  beforeEach(() => void (own = { 'iThings-tenant-code': `t${tenant++}` }));

  let people = 0;
  let ip = 0;
  const someone = (): Fields => mail(`person${people++}@example.com`);
  const somewhere = (): Fields => from(ipNumber(ip++));
  const send = (body: Fields, headers = somewhere()): Promise<ApiResponse<IssueData>> =>
    issueSolving(attack, body, { ...own, ...headers });

  const refusals: Record<string, () => Promise<ApiResponse<IssueData>>> = {
    'a second code within the minute': async () => {
      const body = someone();
      await send(body);
      return send(body);
    },
    'a sixth code within the hour': async () => {
      const body = someone();
      for (let i = 0; i < 5; i++) {
        expect((await send(body)).body.code).toBe(CODE.ok);
        await advanceTime(attack, MINUTE_MS);
      }
      return send(body);
    },
    'an eleventh code within the day': async () => {
      const body = someone();
      for (let i = 0; i < 10; i++) {
        expect((await send(body)).body.code).toBe(CODE.ok);
        await advanceTime(attack, HOUR_MS);
      }
      return send(body);
    },
    'the 31st message for one address within the hour': async () => {
      const headers = somewhere();
      for (let i = 0; i < 30; i++) expect((await send(someone(), headers)).body.code).toBe(CODE.ok);
      return send(someone(), headers);
    },
    'the 121st image for one address within the minute': async () => {
      const headers = { ...own, ...somewhere() };
      const image = { use: 'login', type: 'image' };
      const answers = await inParallel(8, Array.from({ length: 120 }), () => issue(attack, image, headers));
      expect(countOf(answers, CODE.ok)).toBe(120);
      return issue(attack, image, headers);
    },
    'the 61st wrong answer from one address within the hour': async () => {
      const headers = { ...own, ...somewhere() };
      const body = { ...someone(), codeID: 'AAAAAAAAAAAAAAAAAAAA', code: '123456' };
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
    'SEC-29: answers %s with Retry-After and data.retryAfter, which agree and hold',
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

  it('SEC-29: may be asked again after retryAfter, and not before', async () => {
    const body = someone();
    await send(body);
    const { retryAfter } = (await send(body)).body.data;
    await advanceTime(attack, retryAfter! * SECOND_MS - SLACK_MS);
    expect((await send(body)).body.code).toBe(CODE.frequent);
    await advanceTime(attack, SLACK_MS);
    expect((await send(body)).body.code).toBe(CODE.ok);
  });

  it('SEC-29: has no header or field that tells a fresh recipient from a used one', async () => {
    const [used, fresh] = [someone(), someone()];
    await send(used);
    await advanceTime(attack, 2 * MINUTE_MS);
    const again = await send(used);
    const first = await send(fresh);
    const refused = await send(used);
    expect([again, first, refused].map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(steady(again)).toEqual(steady(first));
    const { 'retry-after': retryAfter, ...others } = steady(refused);
    expect(retryAfter).toBe(String(refused.body.data.retryAfter));
    expect(others).toEqual(steady(first));
    expect({ ...again.body.data, codeID: '' }).toEqual({ ...first.body.data, codeID: '' });
  });

  it.each([
    ['one account', () => Array.from({ length: 100 }, () => mail('crowd@example.com')), 1],
    [
      'one block of numbers',
      () => Array.from({ length: 100 }, (_, i) => phone(`+8613800139${String(i).padStart(3, '0')}`)),
      20,
    ],
  ])('SEC-20: lets no more through when 100 requests for %s come at once', async (_, bodies, allowed) => {
    const answers = await Promise.all(
      bodies().map((body) => issue(attack, body, { ...own, ...somewhere() })),
    );
    expect(countOf(answers, CODE.ok)).toBe(allowed);
    expect(countOf(answers, CODE.frequent)).toBe(100 - allowed);
  });

  it(
    'SEC-27: sends at most 20 SMS an hour into a block that is pumped from 500 addresses with images solved, and others are unaffected',
    async () => {
      const numbers = Array.from(
        { length: FULL ? 10_000 : 150 },
        (_, i) => `+861391234${String(i).padStart(4, '0')}`,
      );
      const answers = await inParallel(8, numbers, (number, i) =>
        send(phone(number), from(`192.0.${i % 2}.${i % 250}`)),
      );
      const sent = countOf(answers, CODE.ok);
      logMetric(`SEC-27 ${store}: ${numbers.length} consecutive numbers, ${sent} sent in the hour`);
      expect(sent).toBe(20);
      expect(countOf(answers, CODE.frequent)).toBe(numbers.length - 20);
      expect((await send(phone('+8613912350000'))).body.code).toBe(CODE.ok);
      expect((await send(phone('+8613900000000'))).body.code).toBe(CODE.ok);
      await advanceTime(attack, HOUR_MS);
      expect((await send(phone(numbers[50]!))).body.code).toBe(CODE.ok);
    },
    MINUTES,
  );

  it('SEC-27: sends nothing to countries that the tenant has not listed', async () => {
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
        const answers = await inParallel(4, Array.from({ length: count }), (_, i) =>
          issueSolving(attack, victim, { 'iThings-tenant-code': `t${40 + i}`, ...somewhere() }),
        );
        tries += answers.length;
        accepted.push(...answers.filter(({ body }) => body.code === CODE.ok));
        await advanceTime(attack, hour < hours - 1 ? (23 * HOUR_MS) / hours : 0);
      }
      logMetric(
        `SEC-28 ${store}: ${tries} tries over ${count} tenants in ${hours} rounds of a day: ${accepted.length} sent`,
      );
      expect(accepted).toHaveLength(40);
      await advanceTime(attack, DAY_MS);
      const next = await issueSolving(attack, victim, { 'iThings-tenant-code': 't40', ...somewhere() });
      expect(next.body.code).toBe(CODE.ok);
    },
    MINUTES,
  );

  describe('The step-up to an image', () => {
    /** Asks until an image is required. */
    const required = async (body: Fields, headers: Fields): Promise<IssueData> => {
      for (let i = 0; i < 2; i++) {
        expect((await issue(attack, body, headers)).body.code).toBe(CODE.ok);
        await advanceTime(attack, MINUTE_MS);
      }
      const answer = await issue(attack, body, headers);
      expect([answer.status, answer.body.code]).toEqual([403, CODE.needImage]);
      return answer.body.data;
    };

    it('is asked for the third message to an account within the hour, with a fresh image in the answer', async () => {
      const before = attack.sent.byId.size;
      const image = await required(someone(), { ...own, ...somewhere() });
      expect(Object.keys(image).sort()).toEqual(['codeID', 'expire', 'reason', 'url']);
      expect(image).toMatchObject({ reason: 'required', expire: 180 });
      expect(decodePngUri(image.url)).toMatchObject({ width: 240, height: 80 });
      // Two messages and the image: the third message was not sent.
      expect(attack.sent.byId.size).toBe(before + 3);
    });

    it('is asked for the eleventh message from an address within the hour', async () => {
      const headers = { ...own, ...somewhere() };
      for (let i = 0; i < 10; i++) expect((await issue(attack, someone(), headers)).body.code).toBe(CODE.ok);
      expect((await issue(attack, someone(), headers)).body).toMatchObject({
        code: CODE.needImage,
        data: { reason: 'required' },
      });
    });

    it('is passed with one more request', async () => {
      const [body, headers] = [someone(), { ...own, ...somewhere() }];
      const image = await required(body, headers);
      const answer = await issue(attack, { ...body, ...solved(attack, image.codeID) }, headers);
      expect(answer.body).toMatchObject({ code: CODE.ok, data: { url: '', resendAfter: 60 } });
    });

    it('takes an image once', async () => {
      const [body, headers] = [someone(), { ...own, ...somewhere() }];
      const image = await required(body, headers);
      const answer = solved(attack, image.codeID);
      expect((await issue(attack, { ...body, ...answer }, headers)).body.code).toBe(CODE.ok);
      await advanceTime(attack, MINUTE_MS);
      const replay = await issue(attack, { ...body, ...answer }, headers);
      expect(replay.body).toMatchObject({ code: CODE.needImage, data: { reason: 'wrong' } });
      expect(replay.body.data.codeID).not.toBe(image.codeID);
      const spent = await verify(attack, { use: 'login', type: 'image', ...answer }, headers);
      expect(spent.body.code).toBe(CODE.wrong);
    });

    it('lets one of 50 messages through that bring one solved image at once', async () => {
      const headers = { ...own, ...somewhere() };
      const image = await required(someone(), headers);
      const answer = solved(attack, image.codeID);
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          issue(attack, { ...someone(), ...answer }, { ...own, ...somewhere() }),
        ),
      );
      expect(countOf(answers, CODE.ok)).toBe(1);
      expect(countOf(answers, CODE.needImage)).toBe(49);
    });

    it('takes no image of another purpose or another tenant, and none of its own making', async () => {
      const [body, headers] = [someone(), { ...own, ...somewhere() }];
      await required(body, headers);
      const ofRegister = await issue(attack, { use: 'register', type: 'image' }, headers);
      const ofOther = await issue(
        attack,
        { use: 'login', type: 'image' },
        { ...headers, 'iThings-tenant-code': 'default' },
      );
      const mailed = await issue(attack, someone(), { ...own, ...somewhere() });
      for (const { body: other } of [ofRegister, ofOther]) {
        const answer = await issue(attack, { ...body, ...solved(attack, other.data.codeID) }, headers);
        expect(answer.body).toMatchObject({ code: CODE.needImage, data: { reason: 'wrong' } });
      }
      // The code of a mail has no image's form.
      const answer = await issue(attack, { ...body, ...solved(attack, mailed.body.data.codeID) }, headers);
      expect([CODE.parameter, CODE.needImage]).toContain(answer.body.code);
    });

    it('tells a wrong answer by its reason, sends the next image at once, and the first one is gone', async () => {
      const [body, headers] = [someone(), { ...own, ...somewhere() }];
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

    it('costs no message: what was only asked for is not counted', async () => {
      const [body, headers] = [someone(), { ...own, ...somewhere() }];
      await required(body, headers);
      for (let i = 0; i < 20; i++)
        expect((await issue(attack, body, headers)).body.code).toBe(CODE.needImage);
      for (let i = 0; i < 3; i++) {
        expect((await issueSolving(attack, body, headers)).body.code).toBe(CODE.ok);
        await advanceTime(attack, MINUTE_MS);
      }
      expect((await issueSolving(attack, body, headers)).body.code).toBe(CODE.frequent);
    });

    it('does not shorten the pause between two messages', async () => {
      const [body, headers] = [someone(), { ...own, ...somewhere() }];
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

/** An answer's headers without those that differ between any two answers. */
function steady({ headers }: ApiResponse<IssueData>): Record<string, string> {
  const {
    'x-request-id': _id,
    date: _date,
    'content-length': _length,
    ...others
  } = Object.fromEntries(headers);
  return others;
}

onBothStores('A message that fails', (open) => {
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

  it('is not counted when every transport refused it: the next try is not limited', async () => {
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

  it('does not shorten the pause after the next one that arrives', async () => {
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

  it('is not counted when nobody listens', async () => {
    const sink = await startSmtpSink();
    await sink.stop();
    const attack = await start(sink.port);
    for (let i = 0; i < 3; i++)
      expect((await issue(attack, mail('jane@example.com'))).body.code).toBe(CODE.delivery);
  });

  it('stays counted when it may have arrived: a hanging vendor does not mean unlimited sends', async () => {
    const vendor = await startFaultySmtp({ message: 'silence' });
    stops.push(() => vendor.stop());
    const attack = await start(vendor.port);
    const { status, body } = await issue(attack, mail('jane@example.com'));
    expect([status, body.code]).toEqual([504, CODE.timeout]);
    const next = await issue(attack, mail('jane@example.com'));
    expect([next.status, next.body.code]).toEqual([429, CODE.frequent]);
  });

  it('leaves no code behind that could be guessed', async () => {
    const vendor = await startFaultySmtp({ RCPT: '550 no' });
    stops.push(() => vendor.stop());
    const attack = await start(vendor.port);
    const before = await dumpRecords(attack);
    expect((await issue(attack, mail('jane@example.com'))).body.code).toBe(CODE.delivery);
    expect(await dumpRecords(attack)).toEqual(before);
  });
});

onBothStores('SEC-26: a flooded tenant', (open, store) => {
  const [ceiling, requests] = FULL ? [500, 250] : [40, 20];
  let attack: AttackApp;
  let tenants: OwnTenants;
  beforeAll(async () => {
    const { env } = await open();
    const limits = { tenant: { messagesPerDay: ceiling }, stepUp: { perIpHour: UNLIMITED } };
    tenants = await ownTenants({ tenants: [{ code: 'default', policy: { limits } }, { code: 'b' }] });
    attack = await AttackApp.start({ env: { ...BEHIND_PROXY, ...tenants.env, ...env } });
  });
  afterAll(async () => {
    await attack.close();
    await tenants.remove();
  });

  /** Requests of tenant B, one every 20 ms, whatever became of the one before. */
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
    'at five times its limit leaves the other tenant without an error',
    async () => {
      const alone = await serveB(0);
      const wishes = Array.from({ length: 5 * ceiling }, (_, i) => i);
      const flood = inParallel(4, wishes, (i) =>
        issue(attack, mail(`a${i}@example.com`), from(ipNumber(100_000 + i))),
      );
      const flooded = await serveB(1);
      const answers = await flood;
      logMetric(
        `SEC-26 ${store}: A ${wishes.length} requests, ${countOf(answers, CODE.ok)} sent; B p99 alone ${alone.p99.toFixed(1)} ms, flooded ${flooded.p99.toFixed(1)} ms`,
      );
      expect(countOf(answers, CODE.ok)).toBe(ceiling);
      expect(countOf(answers, CODE.frequent)).toBe(4 * ceiling);
      expect(new Set([...alone.codes, ...flooded.codes])).toEqual(new Set([CODE.ok]));
    },
    MINUTES,
  );
});
