import { createHash, createHmac, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { startSmtpSink } from '../../../libs/messaging/src/testing/sinks/smtp.sink.js';
import { LOGGER } from '../../../src/operations/logging/logger.js';
import { deriveKey, hmac } from '../../../src/user/captcha/keys/hmac.js';
import { CAPTCHA } from '../../support/app.js';
import { send } from '../../support/send.js';
import { AttackApp, type AttackAppOptions, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { lifetimes, redisOf, type DumpedRecord, dumpRecords, dumpAll } from '../support/store-dump.js';
import { LEAST_EFFORT, payloadOf, type SolvedChallenge, solveProof } from '../support/proofs-of-work.js';
import { SecretScanner } from '../support/secret-scanner.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import {
  BEHIND_PROXY,
  CODE,
  codeOf,
  type Fields,
  from,
  ipNumber,
  issue,
  verify,
} from '../../support/requests.js';
import { writeTenantsFile } from '../../support/tenants-file.js';
import { DAY_MS } from '../support/time.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const MINUTES = 300_000;
const SECRET = randomBytes(32);
const TICKET_PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const SECRETS = {
  SECRET_KEYS: `k1:${SECRET.toString('base64')}`,
  USER_TOKEN_SECRET: randomBytes(24).toString('base64url'),
  TICKET_KEY: String(TICKET_PEM),
};

/** The only source that may contain recipients. */
const TICKET = 'a ticket';

/** Codes of ten letters: six digits occur by chance in timestamps. */
const DISTINCTIVE: NonNullable<AttackAppOptions['policy']> = {
  image: { length: 8 },
  email: { length: 10, alphabet: 'letters' },
  phone: { length: 10, alphabet: 'letters' },
};

interface Forbidden {
  /** Forbidden everywhere. */
  readonly secrets: SecretScanner;
  /** Forbidden everywhere except in tickets. */
  readonly recipients: SecretScanner;
}

const TYPES = ['email', 'phone', 'image'] as const;
const letters = (length: number): string =>
  Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz'[randomInt(26)]).join('');
const newAccount = (type: (typeof TYPES)[number]): string =>
  ({
    email: () => `${letters(12)}@${letters(10)}.example`,
    phone: () => `+86138${String(randomInt(1e8)).padStart(8, '0')}`,
    image: () => '',
  })[type]();

onBothStores('SEC-13, SEC-41: responses, logs and stores', (open, store) => {
  const [FLOWS, BATCH] = FULL ? [10_000, 1000] : [300, 150];

  /** Unsearched output of the process and content of the store, by source. */
  const outputs = new Map<string, string[]>();
  const note = (where: string, text: string): void => {
    const texts = outputs.get(where);
    if (texts) texts.push(text);
    else outputs.set(where, [text]);
  };
  /** Store outcomes of right codes that were not accepted. */
  const unaccepted: string[] = [];
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const close of closers.splice(0).reverse()) await close();
    outputs.clear();
    unaccepted.length = 0;
  });

  const start = async (options: AttackAppOptions = {}): Promise<AttackApp> => {
    const { env } = await open();
    const lines = new Writable({ write: (chunk, _, done) => (note('the log', String(chunk)), done()) });
    for (const name of ['stdout', 'stderr'] as const) {
      const write: (text: string) => boolean = process[name].write.bind(process[name]);
      vi.spyOn(process[name], 'write').mockImplementation((chunk): boolean => {
        note(name, String(chunk));
        return write(String(chunk));
      });
    }
    // Vitest's console bypasses both streams.
    for (const name of ['debug', 'log', 'info', 'warn', 'error'] as const) {
      vi.spyOn(console, name).mockImplementation((...values) => note('the console', inspect(values)));
    }
    const attack = await AttackApp.start({
      policy: DISTINCTIVE,
      ...options,
      env: { ...env, ...SECRETS, LOG_LEVEL: 'trace', ...options.env },
      override: (builder) =>
        builder.overrideProvider(LOGGER).useValue(pino({ level: 'trace', base: null }, lines)),
    });
    closers.push(() => attack.close());
    const redis = redisOf(attack);
    if (redis) closers.push(await monitorCommands(redis, (command) => note('Redis commands', command)));
    return attack;
  };

  /** Sends a request and notes the whole response. */
  const post = async (
    attack: AttackApp,
    path: string,
    body: string,
    headers: Fields = {},
  ): Promise<Record<string, unknown>> => {
    const { status, headers: responseHeaders, text } = await send(attack.app.url + path, body, headers);
    const [ticket] = /"ticket":"[^"]+"/.exec(text) ?? [];
    // By contract a ticket contains its recipient; the rest of the response must not.
    if (ticket) note(TICKET, ticket);
    note('a response', ticket ? text.replace(ticket, '') : text);
    note('a header', `${status} ${JSON.stringify([...responseHeaders])}`);
    return (JSON.parse(text) as { data?: Record<string, unknown> }).data ?? {};
  };

  const issueOne = async (attack: AttackApp, n: number): Promise<Fields> => {
    const type = TYPES[n % TYPES.length]!;
    const body = { use: 'login', type, account: newAccount(type) };
    const { codeID } = await post(attack, CAPTCHA, JSON.stringify(body));
    return { ...body, codeID: String(codeID), code: codeOf(attack, String(codeID)) };
  };

  /** Sends right, wrong and malformed answers, also with the code in the path, the query and other fields. */
  const answerOne = async (attack: AttackApp, answer: Fields, n: number): Promise<void> => {
    const json = JSON.stringify(answer);
    const code = answer['code']!;
    if (answer['type'] !== 'image')
      await post(attack, `${CAPTCHA}/verify`, JSON.stringify({ ...answer, code: wrongCode(code) }));
    const { ticket } = await post(attack, `${CAPTCHA}/verify`, json);
    if (!ticket) {
      const decisions = attack.decisions.filter(({ codeID }) => codeID === answer['codeID']);
      unaccepted.push(`${answer['type']}: ${decisions.map(({ outcome }) => outcome).join(', ')}`);
    }
    if (n % 10) return;
    await post(attack, `${CAPTCHA}/verify`, json);
    await post(attack, `${CAPTCHA}/verify`, JSON.stringify({ ...answer, code: `${code}!` }));
    await post(
      attack,
      `${CAPTCHA}/verify`,
      JSON.stringify({ ...answer, [`x${code}`]: code, use: answer['account'] }),
    );
    await post(attack, `${CAPTCHA}/verify`, json.slice(0, -1));
    await post(attack, CAPTCHA, JSON.stringify({ ...answer, account: `${answer['account']},` }));
    await post(attack, `${CAPTCHA}/verify?code=${code}&account=${answer['account']}`, '[]');
    await post(attack, `/api/v1/${code}/${encodeURIComponent(answer['account']!)}`, json);
  };

  const forbidKeys = ({ secrets }: Forbidden): void => {
    secrets.add('a secret key', SECRET.toString('base64').replace(/=+$/, ''));
    secrets.add('a secret key', SECRET);
    secrets.add('the secret of user tokens', SECRETS.USER_TOKEN_SECRET);
    for (const line of SECRETS.TICKET_KEY.split('\n').slice(1, -2)) secrets.add('the key of tickets', line);
  };
  const forbid = ({ secrets, recipients }: Forbidden, { code = '', account = '' }: Fields): void => {
    secrets.add('a code', code);
    if (!account) return;
    recipients.add('a recipient', account);
    if (account.startsWith('+'))
      for (const part of [account.slice(1), account.slice(3)]) recipients.add('a number', part);
    else for (const part of account.split('@')) recipients.add('a part of an address', part);
  };
  /** Searches and clears {@link outputs}. @returns the matches, and the number of characters searched */
  const search = ({
    secrets,
    recipients,
  }: Forbidden): { readonly found: string[]; readonly size: number } => {
    const texts = [...outputs].flatMap(([where, all]) => all.map((text) => [where, text] as const));
    outputs.clear();
    return {
      found: texts.flatMap(([where, text]) => [
        ...secrets.findIn(where, text),
        ...(where === TICKET ? [] : recipients.findIn(where, text)),
      ]),
      size: texts.reduce((sum, [, text]) => sum + text.length, 0),
    };
  };

  it(
    'contain no code, recipient or key in any encoded or hashed form',
    async () => {
      const attack = await start();
      const forbidden = { secrets: new SecretScanner(), recipients: new SecretScanner() };
      forbidKeys(forbidden);
      const found: string[] = [];
      const places = new Set<string>();
      let size = 0;
      for (let done = 0; done < FLOWS; done += BATCH) {
        const flows = await inParallel(8, Array.from({ length: BATCH }), (_, i) =>
          issueOne(attack, done + i),
        );
        for (const text of await dumpAll(attack)) note('the store', text);
        await inParallel(8, flows, (answer, i) => answerOne(attack, answer, done + i));
        for (const text of await dumpAll(attack)) note('the store', text);
        for (const answer of flows) forbid(forbidden, answer);
        for (const place of outputs.keys()) places.add(place);
        const searched = search(forbidden);
        found.push(...searched.found);
        size += searched.size;
      }
      logMetric(
        `SEC-13, SEC-41 ${store}: ${FLOWS} flows, ${(size / 2 ** 20).toFixed(1)} MiB searched in ${[...places].join(', ')}: ${found.length} hits`,
      );
      expect(found.slice(0, 20)).toEqual([]);
      const expected = [
        'a response',
        'a header',
        'the log',
        'the store',
        ...(store === 'Redis' ? ['Redis commands'] : []),
      ];
      expect([...places]).toEqual(expect.arrayContaining(expected));
      // Precondition: every right code was accepted.
      expect(unaccepted).toEqual([]);
    },
    MINUTES,
  );

  it('contain no solution of a proof of work, whether it was right, wrong, used or malformed', async () => {
    const attack = await start({ tenantsFile: [{ code: 'default', pow: LEAST_EFFORT }] });
    const forbidden = { secrets: new SecretScanner(), recipients: new SecretScanner() };
    forbidKeys(forbidden);
    const answer = { use: 'login', type: 'image' };
    for (let n = 0; n < 20; n++) {
      const request = JSON.stringify({ ...answer, presentation: 'pow' });
      const { codeID, challenge } = (await post(attack, CAPTCHA, request)) as unknown as SolvedChallenge;
      const solution = await solveProof(challenge);
      const code = payloadOf({ challenge, solution });
      const right = JSON.stringify({ ...answer, codeID, code });
      const malformed = JSON.stringify({ ...answer, codeID, code: `${code}!` });
      await post(attack, `${CAPTCHA}/verify`, malformed);
      await post(attack, `${CAPTCHA}/verify`, right.slice(0, -1));
      await post(attack, `${CAPTCHA}/verify?code=${encodeURIComponent(code)}`, malformed);
      // The key for another challenge is wrong.
      const other = JSON.stringify({ ...answer, codeID: 'A'.repeat(20), code });
      await post(attack, `${CAPTCHA}/verify`, other);
      await post(attack, `${CAPTCHA}/verify`, right);
      await post(attack, `${CAPTCHA}/verify`, right);
      expect(attack.decisions.slice(-2).map(({ outcome }) => outcome)).toEqual(['accepted', 'not_found']);
      forbidden.secrets.add('the payload', code);
      forbidden.secrets.add('the key', solution.derivedKey);
      forbidden.secrets.add('the key', Buffer.from(solution.derivedKey, 'hex'));
      forbidden.secrets.add('the half that is not public', solution.derivedKey.slice(32));
    }
    for (const text of await dumpAll(attack)) note('the store', text);
    expect([...outputs.keys()]).toEqual(expect.arrayContaining(['a response', 'the log', 'the store']));
    expect(search(forbidden).found).toEqual([]);
  });

  it('contain neither code nor recipient when a vendor’s rejection quotes the whole message', async () => {
    const flows: Fields[] = [];
    const sink = await startSmtpSink({
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const mail = Buffer.concat(chunks).toString();
          const account = session.envelope.rcptTo[0]!.address;
          flows.push({ account, code: /^Subject: ([A-Z0-9]{10})/m.exec(mail)?.[1] ?? '' });
          const reply = `no ${account} ${mail.replace(/\s+/g, ' ').slice(0, 400)}`;
          done(Object.assign(new Error(reply), { responseCode: 550 }));
        });
      },
    });
    closers.push(() => sink.stop());
    const attack = await start({
      env: { MAIL_DSN: `smtp://127.0.0.1:${sink.port}?from=no-reply@example.com` },
    });
    for (let i = 0; i < 20; i++) {
      await post(
        attack,
        CAPTCHA,
        JSON.stringify({ use: 'login', type: 'email', account: newAccount('email') }),
      );
    }
    for (const text of await dumpAll(attack)) note('the store', text);
    expect(flows).toHaveLength(20);
    const forbidden = { secrets: new SecretScanner(), recipients: new SecretScanner() };
    for (const flow of flows) forbid(forbidden, flow);
    expect(search(forbidden).found).toEqual([]);
  });

  it('contain images without metadata: IHDR, PLTE, tRNS, IDAT and IEND chunks only', async () => {
    const attack = await start();
    for (let i = 0; i < 50; i++) {
      const { body } = await issue(attack, { use: 'login', type: 'image' });
      const chunks = chunksOf(Buffer.from(body.data.url.split(',')[1]!, 'base64'));
      expect(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']).toEqual(expect.arrayContaining(chunks));
    }
  });
});

onBothStores('SEC-42: an attacker with a dump of the store and the source code', (open, store) => {
  const CODES = FULL ? 10_000 : 300;
  let attack: AttackApp | undefined;
  afterEach(async () => attack?.close());

  /** All keys that the service may derive from a secret. */
  const keysOf = (secret: Buffer): Buffer[] => [
    secret,
    deriveKey(secret, 'code-mac'),
    deriveKey(secret, 'limit-key'),
    createHash('sha256').update(secret).digest(),
  ];
  const DEFAULTS = [
    ...['', 'secret', 'changeme', 'k1', 'start', 'vc1', 'code-mac', 'limit-key'].map((text) =>
      Buffer.from(text),
    ),
    ...[Buffer.alloc(32), Buffer.alloc(64), Buffer.alloc(32, 0xff)],
  ].flatMap(keysOf);
  /** Keys from default secrets and from all values in the dump. */
  const guessableKeys = ({ tag, keyId, codeID }: DumpedRecord): Buffer[] => [
    ...DEFAULTS,
    ...[tag, keyId, codeID].flatMap((text) => keysOf(Buffer.from(text))),
  ];
  /** Whether a brute-force search over all codes would match: it includes the right code, so only that one is tried. */
  const recovers = (keys: readonly Buffer[], fields: readonly string[], mac: Buffer): boolean =>
    keys.some((key) => hmac(key, fields).equals(mac)) ||
    ['', ':', '|', '\0', '.'].some((glue) => {
      const text = fields.join(glue);
      const hashes = ['sha256', 'sha512', 'md5'].map((name) => createHash(name).update(text).digest());
      return [
        ...hashes,
        ...keys.slice(0, 4).map((key) => createHmac('sha256', key).update(text).digest()),
      ].some((hash) => hash.subarray(0, 32).equals(mac));
    });

  it(
    'recovers neither codes nor accounts',
    async () => {
      const app = (attack = await AttackApp.start({ env: { ...(await open()).env, ...SECRETS } }));
      const before = new Set((await dumpRecords(app)).map(({ codeID }) => codeID));
      const bodies = Array.from({ length: CODES }, (_, i) => {
        const type = TYPES[i % 2]!;
        return { use: 'login', type, account: newAccount(type) };
      });
      const ids = await inParallel(8, bodies, async (body) => (await issue(app, body)).body.data.codeID);
      const subjects = new Map(ids.map((id, i) => [id, bodies[i]!]));
      const records = (await dumpRecords(app)).filter(({ codeID }) => !before.has(codeID));
      expect(records).toHaveLength(CODES);
      let codes = 0;
      let owners = 0;
      let codesWithKey = 0;
      let ownersWithKey = 0;
      for (const record of records) {
        const { use, type, account } = subjects.get(record.codeID)!;
        const fields = ['vc1', 'default', use, type, account, record.codeID, codeOf(app, record.codeID)];
        const owner = ['account', 'default', account];
        const tag = Buffer.from(record.tag, 'base64url');
        const keys = guessableKeys(record);
        if (recovers(keys, fields, record.mac)) codes++;
        if (recovers(keys, owner, tag)) owners++;
        // Control: with the key the attack succeeds.
        if (recovers([deriveKey(SECRET, 'code-mac')], fields, record.mac)) codesWithKey++;
        if (recovers([deriveKey(SECRET, 'limit-key')], owner, tag)) ownersWithKey++;
      }
      logMetric(
        `SEC-42 ${store}: ${records.length} records, ${codes} codes and ${owners} owners recovered; with the key ${codesWithKey} and ${ownersWithKey}`,
      );
      expect([codes, owners]).toEqual([0, 0]);
      expect([codesWithKey, ownersWithKey]).toEqual([CODES, CODES]);
    },
    MINUTES,
  );

  it.runIf(FULL)(
    'finds with the key exactly one matching code among all 1,000,000',
    async () => {
      const app = (attack = await AttackApp.start({ env: { ...(await open()).env, ...SECRETS } }));
      const { codeID, code } = await app.issue({ use: 'login', type: 'email', account: 'jane@example.com' });
      const record = (await dumpRecords(app)).find((one) => one.codeID === codeID)!;
      const hits = (key: Buffer): string[] =>
        Array.from({ length: 1_000_000 }, (_, n) => String(n).padStart(6, '0')).filter((guess) =>
          hmac(key, ['vc1', 'default', 'login', 'email', 'jane@example.com', codeID, guess]).equals(
            record.mac,
          ),
        );
      const began = performance.now();
      const withKey = hits(deriveKey(SECRET, 'code-mac'));
      logMetric(
        `SEC-42 ${store}: all 10^6 codes of one record tried in ${((performance.now() - began) / 1000).toFixed(1)} s with the key: found`,
      );
      expect(withKey).toEqual([code]);
    },
    MINUTES,
  );
});

onBothStores('PRV-03: stored entries', (open, store) => {
  it(
    'expire: challenges within their lifetime, all others within 24 h',
    async () => {
      const tenants = await writeTenantsFile({ tenants: [{ code: 'default' }, { code: 'b' }] });
      const attack = await AttackApp.start({
        env: { ...(await open()).env, ...BEHIND_PROXY, ...tenants.env },
      });
      const redis = redisOf(attack);
      const old = new Set(await redis?.keys('*'));
      try {
        for (let n = 0; n < 60; n++) {
          const type = TYPES[n % 3]!;
          const headers = { ...from(ipNumber(n)), 'iThings-tenant-code': n % 2 ? 'b' : 'default' };
          const body = { use: 'login', type, account: newAccount(type) };
          const { codeID } = (await issue(attack, body, headers)).body.data;
          const code = wrongCode(codeOf(attack, codeID));
          if (n % 4)
            await verify(attack, { ...body, codeID, code: n % 8 === 1 ? code : wrongCode(code) }, headers);
          // A refusal gives back what it has counted.
          const other = { ...body, use: 'register' };
          expect((await issue(attack, other, headers)).body.code).toBe(
            type === 'image' ? CODE.ok : CODE.frequent,
          );
        }
        const all = (await lifetimes(attack)).filter(({ name }) => !old.has(name));
        const longest = (prefix: string): number =>
          Math.max(...all.filter(({ name }) => name.startsWith(prefix)).map(({ ms }) => ms));
        logMetric(
          `PRV-03 ${store}: ${all.length} entries, all end; codes ≤ ${longest('vc:') / 1000} s, budgets ≤ ${longest('wb:') / 3_600_000} h, rates ≤ ${longest('vr:') / 3_600_000} h`,
        );
        expect(all.filter(({ name }) => !/^(vc|lc|uc|vg|wb|vr):/.test(name))).toEqual([]);
        for (const prefix of ['vc:', 'lc:', 'vg:', 'wb:', 'vr:'])
          expect(all.some(({ name }) => name.startsWith(prefix))).toBe(true);
        expect(all.filter(({ ms }) => !(ms > -1000 && ms !== -1 && ms <= DAY_MS))).toEqual([]);
        expect(longest('vc:')).toBeLessThanOrEqual(180_000);
      } finally {
        await attack.close();
        await tenants.remove();
      }
    },
    MINUTES,
  );
});

/** Reports every command that Redis receives, from any client (MONITOR). @returns a function that stops it */
async function monitorCommands(
  redis: Redis,
  onCommand: (command: string) => void,
): Promise<() => Promise<void>> {
  const monitor = await redis.monitor();
  monitor.on('monitor', (_time: string, args: readonly string[]) => onCommand(args.join(' ')));
  return async () => {
    const ended = once(monitor, 'end');
    monitor.disconnect();
    await ended;
  };
}

/** The distinct chunk types of a PNG (PNG, third edition, §5.3). */
function chunksOf(png: Buffer): string[] {
  const types = new Set<string>();
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    types.add(png.toString('latin1', at + 4, at + 8));
  return [...types];
}
