import { setTimeout as sleep } from 'node:timers/promises';
import { seededRng, type Rng, shuffle } from '../../support/load/rng.js';
import type { Binding, Observation, SentCode } from '../../attack/support/history.js';
import { CODE } from '../../support/requests.js';
import { CAPTCHA } from '../../support/app.js';
import { Counter } from '../../support/load/counter.js';
import { read, send } from '../../support/send.js';
import { times } from '../../support/vitest/times.js';
import type { Sinks } from './sinks.js';

const TYPES = ['image', 'email', 'phone'] as const;
/** Maximum pause between two steps of a user, in milliseconds. */
const PAUSE_MS = 40;
/** Number of past codes that a worker keeps for replays. */
const PAST = 12;
/** Number of past codes replayed at once. */
const REPLAYED = 3;
/** Internals that no failure may reveal. Successes are not searched: an image's base64 may contain any letters. */
const INTERNALS =
  /redis|MOVED|READONLY|CLUSTERDOWN|LOADING|MASTERDOWN|NOSCRIPT|ECONN|EPIPE|ETIMEDOUT|socket|smtp|mailer|webhook|at \/|node_modules|127\.0\.0\.1/i;
/** Codes of responses that rule out acceptance. */
const UNAVAILABLE: readonly number[] = [
  CODE.server,
  CODE.frequent,
  CODE.timeout,
  CODE.delivery,
  CODE.needImage,
];

/** One request as its client timed it. */
export interface TimedRequest {
  readonly at: number;
  readonly ms: number;
  /** `code` of the envelope; 0 is success, -1 a broken connection. */
  readonly code: number;
  readonly type: string;
  readonly op: Observation['op'];
}

export interface VirtualUsersOptions {
  /** The instances, picked at random per request: one issues a code, another verifies it. May change during a run. */
  readonly urls: string[];
  readonly sinks: Pick<Sinks, 'newest'>;
  readonly seed: number;
  /** Concurrent users. @default 24 */
  readonly concurrency?: number;
}

/**
 * Users that request codes and answer them until {@link stop}: right, wrong, several times at once, and again later. Each
 * request is recorded. Users read their codes from the sinks, not from the service (images: from its outbox).
 */
export class VirtualUsers {
  readonly observed: Observation[] = [];
  readonly sent: SentCode[] = [];
  readonly timed: TimedRequest[] = [];
  /** Responses that no client may receive. */
  readonly unexpected: string[] = [];
  private isStopped = false;
  private readonly accepts = new Counter();
  private readonly all: Promise<unknown>;

  private constructor(private readonly options: VirtualUsersOptions) {
    const { concurrency = 24, seed } = options;
    this.all = Promise.all(
      times(concurrency, (worker) => this.run(worker, concurrency, seededRng(seed * 1000 + worker))),
    );
  }

  static start(options: VirtualUsersOptions): VirtualUsers {
    return new VirtualUsers(options);
  }

  /** Resolves after `count` more accepted answers. */
  accepted(count: number): Promise<void> {
    return this.accepts.waitForMore(count);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.all;
  }

  /** Runs users in sequence, each with an account of its own. */
  private async run(worker: number, concurrency: number, rng: Rng): Promise<void> {
    /** Codes of earlier users of the worker, to replay after a fault. */
    const past: SentCode[] = [];
    for (let user = worker; !this.isStopped; user += concurrency) {
      const type = TYPES[user % TYPES.length]!;
      const digits = String(user).padStart(8, '0');
      const account = { image: '', email: `person${digits}@example.com`, phone: `+86138${digits}` }[type];
      const subject = { tenant: 'default', use: rng(2) ? 'login' : 'register', type, account };
      for (let left = 1 + rng(7); left > 0 && !this.isStopped; left--) {
        await sleep(rng(PAUSE_MS));
        const sent = await this.issue(subject, rng);
        if (sent) past.push(sent);
        if (past.length > PAST) past.shift();
        const replayed = shuffle(past, rng).slice(0, rng(2) && REPLAYED);
        const attempts = [...(sent && rng(6) ? attemptsFor(sent, rng) : []), ...replayed];
        if (rng(2)) await Promise.all(attempts.map((one) => this.verify(one, rng)));
        else for (const one of attempts) await this.verify(one, rng);
      }
    }
  }

  private async issue(subject: Omit<Binding, 'codeID'>, rng: Rng): Promise<SentCode | undefined> {
    const { tenant, ...body } = subject;
    const url = this.anyInstance(rng);
    const { t0, t1, code, data } = await this.post(url, CAPTCHA, body);
    const codeID = data?.codeID;
    const bound = { ...subject, codeID: code === CODE.ok ? String(codeID) : '' };
    this.observed.push({
      ...bound,
      op: 'issue',
      t0,
      t1,
      result: code === CODE.ok ? 'issued' : resultOf(code),
    });
    if (code !== CODE.ok) return undefined;
    const received = subject.account
      ? this.options.sinks.newest(subject.account)
      : await imageCode(url, bound.codeID);
    if (!received) {
      this.unexpected.push(`${subject.type}: reported as issued, but not sent`);
      return undefined;
    }
    const sent = { ...bound, tenant, code: received };
    this.sent.push(sent);
    return sent;
  }

  private async verify({ tenant, ...body }: SentCode, rng: Rng): Promise<void> {
    const { t0, t1, code } = await this.post(this.anyInstance(rng), `${CAPTCHA}/verify`, body);
    const result = code === CODE.ok ? 'accepted' : resultOf(code);
    this.observed.push({ ...body, tenant, op: 'verify', t0, t1, result });
    if (result === 'accepted') this.accepts.add();
  }

  private anyInstance(rng: Rng): string {
    const { urls } = this.options;
    return urls[rng(urls.length)]!;
  }

  private async post(url: string, path: string, body: { readonly type: string }) {
    const t0 = performance.now();
    const response = await request(url + path, body).catch(() => undefined);
    const t1 = performance.now();
    const code = response?.code ?? -1;
    const op = path === CAPTCHA ? 'issue' : 'verify';
    this.timed.push({ at: t1, ms: t1 - t0, code, type: body.type, op });
    const known: readonly number[] = [-1, CODE.ok, CODE.wrong, ...UNAVAILABLE];
    const text = JSON.stringify(response ?? '');
    if (!known.includes(code) || (code !== CODE.ok && code !== CODE.needImage && INTERNALS.test(text)))
      this.unexpected.push(text.slice(0, 300));
    return { t0, t1, code, data: response?.data };
  }
}

interface Body {
  readonly code: number;
  readonly data?: { readonly codeID?: string; readonly messages?: readonly { readonly code: string }[] };
}

async function request(url: string, body: object): Promise<Body> {
  const { text } = await send(url, JSON.stringify(body));
  try {
    return JSON.parse(text) as Body;
  } catch {
    return { code: Number.NaN, ...{ text } };
  }
}

/** The code of an image, from the outbox. */
async function imageCode(url: string, codeID: string): Promise<string | undefined> {
  const text = await read(`${url}/outbox/messages?codeID=${codeID}`);
  return (JSON.parse(text) as Body).data?.messages?.[0]?.code;
}

function attemptsFor(sent: SentCode, rng: Rng): SentCode[] {
  const wrong = (): SentCode => ({
    ...sent,
    code: [...sent.code].map((c) => (c === '3' ? '4' : '3')).join(''),
  });
  return shuffle(
    [
      ...times(1 + rng(4), () => sent),
      ...times(rng(3) && rng(3), wrong),
      ...times(rng(4) === 0 ? 1 : 0, () => ({ ...sent, use: sent.use === 'login' ? 'register' : 'login' })),
    ],
    rng,
  );
}

/** A vendor timeout counts as lost: the message may have been sent. */
function resultOf(code: number): Observation['result'] {
  if (code === CODE.wrong) return 'refused';
  return code === -1 || code === CODE.timeout ? 'lost' : 'unavailable';
}
