import { setTimeout as sleep } from 'node:timers/promises';
import { drawFrom, type Rng, shuffled } from '../../attack/support/seeded.js';
import type { Bound, Seen, Sent } from '../../attack/support/history.js';
import { CODE } from '../../attack/support/requests.js';
import { CAPTCHA } from '../../support/app.js';
import { Counter } from '../../support/load/counter.js';
import { read, send } from '../../support/send.js';
import { times } from '../../support/vitest/times.js';
import type { Sinks } from './sinks.js';

const TYPES = ['image', 'email', 'phone'] as const;
/** Milliseconds that a person needs between two steps, at most. */
const PAUSE_MS = 40;
/** Codes that are remembered for coming back. */
const PAST = 12;
/** How many of them come back at once. */
const RETURNING = 3;
/** Words of ours and of nobody's library. Failures only: the letters of a picture may spell anything. */
const FOREIGN =
  /redis|MOVED|READONLY|CLUSTERDOWN|LOADING|MASTERDOWN|NOSCRIPT|ECONN|EPIPE|ETIMEDOUT|socket|smtp|mailer|webhook|at \/|node_modules|127\.0\.0\.1/i;
/** Nothing was accepted, and the client was told so. */
const UNAVAILABLE: readonly number[] = [
  CODE.server,
  CODE.frequent,
  CODE.timeout,
  CODE.delivery,
  CODE.needImage,
];

/** One answer, or the want of one, as its client timed it. */
export interface Timed {
  readonly at: number;
  readonly ms: number;
  /** Of the envelope; 0 is success, -1 a connection that broke. */
  readonly code: number;
  readonly type: string;
  readonly op: Seen['op'];
}

export interface CrowdOptions {
  /** The instances, asked in turns: a code of one is verified at another. May change while the crowd is at work. */
  readonly urls: string[];
  readonly sinks: Pick<Sinks, 'newest'>;
  readonly seed: number;
  /** People at work at once. @default 24 */
  readonly people?: number;
}

/**
 * People who ask for codes and answer them rightly, wrongly, several times at once and again later, for as long as they
 * are let; each writes down what it saw. They believe what arrived in their mailboxes and nothing else.
 */
export class VirtualUsers {
  readonly seen: Seen[] = [];
  readonly sent: Sent[] = [];
  readonly timed: Timed[] = [];
  /** What no client should ever have been answered. */
  readonly strange: string[] = [];
  private isOver = false;
  private readonly accepts = new Counter();
  private readonly all: Promise<unknown>;

  private constructor(private readonly options: CrowdOptions) {
    const { people = 24, seed } = options;
    this.all = Promise.all(times(people, (lane) => this.live(lane, people, drawFrom(seed * 1000 + lane))));
  }

  static start(options: CrowdOptions): VirtualUsers {
    return new VirtualUsers(options);
  }

  /** Resolves once so many more answers were accepted. */
  accepted(count: number): Promise<void> {
    return this.accepts.waitForMore(count);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.all;
  }

  /** One person after the other, each with an account of its own. */
  private async live(lane: number, people: number, draw: Rng): Promise<void> {
    /** The newest codes of all who were here: whoever comes back with one after a fault would replay it. */
    const past: Sent[] = [];
    for (let person = lane; !this.isOver; person += people) {
      const type = TYPES[person % TYPES.length]!;
      const digits = String(person).padStart(8, '0');
      const account = { image: '', email: `person${digits}@example.com`, phone: `+86138${digits}` }[type];
      const wish = { tenant: 'default', use: draw(2) ? 'login' : 'register', type, account };
      for (let left = 1 + draw(7); left > 0 && !this.isOver; left--) {
        await sleep(draw(PAUSE_MS));
        const sent = await this.issue(wish, draw);
        if (sent) past.push(sent);
        if (past.length > PAST) past.shift();
        const returning = shuffled(past, draw).slice(0, draw(2) && RETURNING);
        const tries = [...(sent && draw(6) ? triesFor(sent, draw) : []), ...returning];
        if (draw(2)) await Promise.all(tries.map((one) => this.verify(one, draw)));
        else for (const one of tries) await this.verify(one, draw);
      }
    }
  }

  private async issue(wish: Omit<Bound, 'codeID'>, draw: Rng): Promise<Sent | undefined> {
    const { tenant, ...body } = wish;
    const url = this.anyInstance(draw);
    const { t0, t1, code, data } = await this.post(url, CAPTCHA, body);
    const codeID = data?.codeID;
    const bound = { ...wish, codeID: code === CODE.ok ? String(codeID) : '' };
    this.seen.push({ ...bound, op: 'issue', t0, t1, result: code === CODE.ok ? 'issued' : resultOf(code) });
    if (code !== CODE.ok) return undefined;
    const read = wish.account ? this.options.sinks.newest(wish.account) : await answerOf(url, bound.codeID);
    if (!read) {
      this.strange.push(`${wish.type}: told of a code that nobody was sent`);
      return undefined;
    }
    const sent = { ...bound, tenant, code: read };
    this.sent.push(sent);
    return sent;
  }

  private async verify({ tenant, ...body }: Sent, draw: Rng): Promise<void> {
    const { t0, t1, code } = await this.post(this.anyInstance(draw), `${CAPTCHA}/verify`, body);
    const result = code === CODE.ok ? 'accepted' : resultOf(code);
    this.seen.push({ ...body, tenant, op: 'verify', t0, t1, result });
    if (result === 'accepted') this.accepts.add();
  }

  private anyInstance(draw: Rng): string {
    const { urls } = this.options;
    return urls[draw(urls.length)]!;
  }

  private async post(url: string, path: string, body: { readonly type: string }) {
    const t0 = performance.now();
    const answer = await ask(url + path, body).catch(() => undefined);
    const t1 = performance.now();
    const code = answer?.code ?? -1;
    const op = path === CAPTCHA ? 'issue' : 'verify';
    this.timed.push({ at: t1, ms: t1 - t0, code, type: body.type, op });
    const known: readonly number[] = [-1, CODE.ok, CODE.wrong, ...UNAVAILABLE];
    const text = JSON.stringify(answer ?? '');
    if (!known.includes(code) || (code !== CODE.ok && code !== CODE.needImage && FOREIGN.test(text)))
      this.strange.push(text.slice(0, 300));
    return { t0, t1, code, data: answer?.data };
  }
}

interface Body {
  readonly code: number;
  readonly data?: { readonly codeID?: string; readonly messages?: readonly { readonly code: string }[] };
}

async function ask(url: string, body: object): Promise<Body> {
  const { text } = await send(url, JSON.stringify(body));
  try {
    return JSON.parse(text) as Body;
  } catch {
    return { code: Number.NaN, ...{ text } };
  }
}

/** What the picture says. */
async function answerOf(url: string, codeID: string): Promise<string | undefined> {
  const answer = await read(`${url}/outbox/messages?codeID=${codeID}`);
  return (JSON.parse(answer) as Body).data?.messages?.[0]?.code;
}

function triesFor(sent: Sent, draw: Rng): Sent[] {
  const wrong = (): Sent => ({ ...sent, code: [...sent.code].map((c) => (c === '3' ? '4' : '3')).join('') });
  return shuffled(
    [
      ...times(1 + draw(4), () => sent),
      ...times(draw(3) && draw(3), wrong),
      ...times(draw(4) === 0 ? 1 : 0, () => ({ ...sent, use: sent.use === 'login' ? 'register' : 'login' })),
    ],
    draw,
  );
}

/** After a vendor's silence nobody knows whether the message left: as after a connection that broke. */
function resultOf(code: number): Seen['result'] {
  if (code === CODE.wrong) return 'refused';
  return code === -1 || code === CODE.timeout ? 'lost' : 'unavailable';
}
