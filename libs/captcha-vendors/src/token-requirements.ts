import { DsnError, type Dsn } from '@system-management/messaging/vendor';

import type { CaptchaVendorServices, WrongReason } from './captcha-vendor.js';
import type { AcceptedToken } from './vendor-protocol.js';

/** Default and maximum age of a token, in seconds. Turnstile's expire after 300 seconds, reCAPTCHA's after 120. */
const DEFAULT_AGE = 300;
export const MAX_AGE = 3600;

/** What a vendor reports besides hostname and time. */
export interface ReportedFacts {
  /**
   * Whether a token must name its action: `always`, or only `reported` ones are compared. @default never compared
   */
  readonly action?: 'always' | 'reported';
  /** Which scores are good. Adds the DSN option `score`. @default no scores */
  readonly score?: 'high' | 'low';
  /** Bound of a reported score when the DSN has none. @default not compared */
  readonly defaultScore?: number;
}

/**
 * What an accepted token must fulfil. DSN options: `hostname` (a list; `*.example.com` is every name below it), `age`
 * (seconds), and `score` where the vendor has scores.
 */
export class TokenRequirements {
  readonly #hostnames: readonly string[];
  readonly #maxAgeMs: number;
  readonly #score: number | undefined;
  readonly #facts: ReportedFacts;
  readonly #now: () => number;

  /** @throws {DsnError} when an option is invalid */
  constructor(dsn: Dsn, services: CaptchaVendorServices, facts: ReportedFacts = {}) {
    this.#hostnames = hostnames(dsn);
    this.#maxAgeMs = age(dsn) * 1000;
    this.#score = facts.score && score(dsn);
    this.#facts = facts;
    this.#now = services.now ?? Date.now;
  }

  /** Why the token does not count; undefined when it counts. */
  objectionTo(token: AcceptedToken, action: string): WrongReason | undefined {
    if (!this.#isOurHostname(token.hostname)) return 'hostname';
    if (!this.#isForAction(token.action, action)) return 'action';
    if (!this.#isGoodScore(token.score)) return 'score';
    return this.#now() - token.solvedAt > this.#maxAgeMs ? 'age' : undefined;
  }

  #isOurHostname(hostname = ''): boolean {
    if (this.#hostnames.length === 0 || hostname === '') return true;
    const name = hostname.toLowerCase();
    return this.#hostnames.some((one) => (one.startsWith('*.') ? name.endsWith(one.slice(1)) : name === one));
  }

  #isForAction(reported: string | undefined, action: string): boolean {
    if (this.#facts.action === undefined) return true;
    if (this.#facts.action === 'reported' && reported === undefined) return true;
    return reported === action;
  }

  #isGoodScore(reported: number | undefined): boolean {
    const bound = this.#score ?? (reported === undefined ? undefined : this.#facts.defaultScore);
    if (bound === undefined) return true;
    if (reported === undefined) return false;
    return this.#facts.score === 'high' ? reported >= bound : reported <= bound;
  }
}

function hostnames(dsn: Dsn): string[] {
  const text = dsn.option('hostname');
  if (text === undefined) return [];
  const names = text.toLowerCase().split(',');
  // Without a port, which no vendor reports: every token would be refused.
  if (names.every((name) => /^((\*\.)?[\w-]+(\.[\w-]+)*|\[[0-9a-f:]+\])$/.test(name))) return names;
  throw new DsnError(`${dsn.toString()}: the option "hostname" must look like example.com,*.example.com`);
}

function age(dsn: Dsn): number {
  const text = dsn.option('age') ?? String(DEFAULT_AGE);
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= MAX_AGE) return Number(text);
  throw new DsnError(`${dsn.toString()}: the option "age" must be a number of seconds from 1 to ${MAX_AGE}`);
}

function score(dsn: Dsn): number | undefined {
  const text = dsn.option('score');
  if (text === undefined) return undefined;
  if (/^(0(\.\d{1,3})?|1(\.0{1,3})?)$/.test(text)) return Number(text);
  throw new DsnError(`${dsn.toString()}: the option "score" must be a number from 0 to 1, such as 0.5`);
}
