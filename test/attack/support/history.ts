/** What a code is good for. An account has one spelling throughout a history; an image has the account `''`. */
export interface Bound {
  readonly codeID: string;
  readonly tenant: string;
  readonly use: string;
  readonly type: string;
  readonly account: string;
}

/** What a client saw of one request. Times are milliseconds on one clock. */
export interface Seen extends Bound {
  readonly op: 'issue' | 'verify';
  readonly t0: number;
  readonly t1: number;
  /** What was typed, for `verify`: in the form that is sent. */
  readonly code?: string;
  /**
   * `refused`: the one answer to every wrong code. `unavailable`: answered, and surely not accepted (429, 503).
   * `lost`: the connection broke before an answer came.
   */
  readonly result: 'issued' | 'accepted' | 'refused' | 'unavailable' | 'lost';
}

/** What really left the system for one challenge, as its recipient got it. */
export interface Sent extends Bound {
  readonly code: string;
}

/** What the store decided, where a test can see it. */
export interface Judged {
  readonly codeID: string;
  /** The account as the store knows it. */
  readonly account: string;
  readonly outcome: string;
  readonly strong: boolean;
}

/** A time in which the system was disturbed on purpose. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /**
   * Whether codes that were out then may be gone, and whether an answer within it may have met a store that never had
   * the code. @default false
   */
  readonly losesCodes?: boolean;
}

/** The numbers that the run was configured with. */
export interface Rules {
  readonly lifetimeMs: number;
  /** Answers that a code is good for, by type. */
  readonly attempts: Readonly<Record<string, number>>;
  /** Wrong answers that an account has. A history must be shorter than the window in which they count. */
  readonly wrongPerDay: number;
  /** How often a fault lost the count of them, or had it kept in two places. @default 0 */
  readonly timesForgotten?: number;
  /** Spans in which the system was disturbed on purpose: availability is not judged within them. */
  readonly faults?: readonly Span[];
  /** Share of right answers in time that must be accepted outside of faults. @default 0.999 */
  readonly available?: number;
}

export interface History {
  readonly seen: readonly Seen[];
  readonly sent: readonly Sent[];
  readonly judged?: readonly Judged[];
}

/**
 * Proves from the outside that codes held: every broken rule as a sentence, nothing when all hold. It believes neither
 * the store nor the service, only what clients saw and what was sent; what the store decided is a witness against it.
 */
export function violations({ seen, sent, judged = [] }: History, rules: Rules): string[] {
  const messages = new Map(sent.map((message) => [message.codeID, message]));
  const issues = new Map(seen.filter(({ op }) => op === 'issue').map((event) => [event.codeID, event]));
  const verifies = seen.filter(({ op }) => op === 'verify');
  const found: string[] = [];

  const byAccount = groupBy(verifies, accountOf);
  const firsts: Seen[] = [];
  for (const [codeID, tries] of groupBy(verifies, (event) => event.codeID)) {
    const message = messages.get(codeID);
    const issue = issues.get(codeID);
    const attempts = rules.attempts[message?.type ?? ''] ?? 0;
    const accepted = tries.filter(({ result }) => result === 'accepted');
    if (accepted.length > 1) found.push(`(a) ${codeID} was accepted ${accepted.length} times`);
    for (const one of accepted) {
      if (!message || !isRight(one, message))
        found.push(`(b) ${codeID} was accepted for what was never sent`);
      if (issue && one.t0 >= issue.t1 + rules.lifetimeMs)
        found.push(`(c) ${codeID} was accepted after its life`);
      const wrong = tries.filter(
        (other) => message && isCharged(other, message) && other.t1 < one.t0 && !metALoss(other, rules),
      ).length;
      if (wrong >= attempts) found.push(`(e) ${codeID} was accepted after ${wrong} wrong answers`);
    }
    const first = message && issue && firstInTime(tries, message, issue.t1 + rules.lifetimeMs);
    if (!first || isDisturbed(first, issue, rules)) continue;
    const charges = (events: readonly Seen[]): number =>
      events.filter((event) => event.t0 < first.t1 && mayBeCharged(event, messages.get(event.codeID))).length;
    const hasBudget =
      first.account === '' || charges(byAccount.get(accountOf(first)) ?? []) < rules.wrongPerDay;
    if (hasBudget && charges(tries) < attempts) firsts.push(first);
  }
  const accepted = new Set(
    verifies.filter(({ result }) => result === 'accepted').map(({ codeID }) => codeID),
  );
  const served = firsts.filter(({ codeID }) => accepted.has(codeID)).length;
  if (served < firsts.length * (rules.available ?? 0.999))
    found.push(`(g) only ${served} of ${firsts.length} right answers in time were accepted`);
  return [...found, ...judgements(judged, messages, rules)];
}

/** What the store itself decided against the rules, whatever clients got to see of it. */
function judgements(judged: readonly Judged[], messages: ReadonlyMap<string, Sent>, rules: Rules): string[] {
  const found: string[] = [];
  for (const [codeID, all] of groupBy(judged, (one) => one.codeID)) {
    const attempts = rules.attempts[messages.get(codeID)?.type ?? ''] ?? 0;
    const [wrong, accepted] = [
      all.filter(isWrong).length,
      all.filter(({ outcome }) => outcome === 'accepted').length,
    ];
    if (wrong > attempts) found.push(`(d) ${codeID} had ${wrong} wrong answers judged`);
    if (accepted > 0 && all.some(({ outcome }) => outcome === 'exhausted'))
      found.push(`(e) ${codeID} was accepted and locked`);
    if (accepted > 1) found.push(`(f) the store accepted ${codeID} ${accepted} times, seen or not`);
  }
  for (const [account, all] of groupBy(judged, (one) => one.account)) {
    const wrong = all.filter((one) => isWrong(one) && !one.strong).length;
    if (wrong > rules.wrongPerDay * (1 + (rules.timesForgotten ?? 0)))
      found.push(`(d) account ${account} had ${wrong} wrong answers judged`);
  }
  return found;
}

const accountOf = ({ tenant, account }: Bound): string => JSON.stringify([tenant, account]);
const isWrong = ({ outcome }: Judged): boolean => outcome === 'mismatch' || outcome === 'exhausted';

function isRight(event: Seen, { code, tenant, use, type, account }: Sent): boolean {
  const isBound =
    event.tenant === tenant && event.use === use && event.type === type && event.account === account;
  return isBound && event.code === code;
}

/** A wrong answer that the system has answered, to a record that it must have found. */
function isCharged(event: Seen, message: Sent): boolean {
  const isFound = accountOf(event) === accountOf(message) && event.type === message.type;
  return isFound && event.result === 'refused' && !isRight(event, message);
}

/** Anything that could have used up an attempt or the account's budget. */
function mayBeCharged(event: Seen, message: Sent | undefined): boolean {
  return ['refused', 'lost'].includes(event.result) && !(message && isRight(event, message));
}

/** The first right answer, if it came back in time: only then nothing but a fault excuses its refusal. */
function firstInTime(tries: readonly Seen[], message: Sent, deadline: number): Seen | undefined {
  const [first] = tries.filter((event) => isRight(event, message)).sort((a, b) => a.t0 - b.t0);
  return first && first.t1 < deadline ? first : undefined;
}

/** Whether an answer may have been judged where the code never was. */
function metALoss({ t0, t1 }: Seen, { faults = [] }: Rules): boolean {
  return faults.some(({ from, to, losesCodes }) => losesCodes && t1 >= from && t0 <= to);
}

function isDisturbed({ t0, t1 }: Seen, issue: Seen, { faults = [] }: Rules): boolean {
  return faults.some(({ from, to, losesCodes }) => t1 >= from && (losesCodes ? issue.t0 : t0) <= to);
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
