/** What a code is bound to. A history spells each account in one way; an image has the account `''`. */
export interface Binding {
  readonly codeID: string;
  readonly tenant: string;
  readonly use: string;
  readonly type: string;
  readonly account: string;
}

/** One request as its client observed it. Times are milliseconds on one clock. */
export interface Observation extends Binding {
  readonly op: 'issue' | 'verify';
  readonly t0: number;
  readonly t1: number;
  /** The answer given, for `verify` only, in its canonical form. */
  readonly code?: string;
  /**
   * `refused`: the response to every wrong code. `unavailable`: a response that rules out acceptance (429, 503).
   * `lost`: the outcome is unknown, for example because the connection broke before the response.
   */
  readonly result: 'issued' | 'accepted' | 'refused' | 'unavailable' | 'lost';
}

/** The code of one challenge as its recipient received it. */
export interface SentCode extends Binding {
  readonly code: string;
}

/** One outcome of the store, recorded behind the service. */
export interface Decision {
  readonly codeID: string;
  /** The account's tag in the store. */
  readonly account: string;
  readonly outcome: string;
  readonly strong: boolean;
}

/** An interval with an injected fault. */
export interface FaultWindow {
  readonly from: number;
  readonly to: number;
  /**
   * Whether outstanding codes may be lost, and whether a store without the code may have judged an answer in the
   * interval. @default false
   */
  readonly losesCodes?: boolean;
}

/** The policy of the run, and its faults. */
export interface Rules {
  readonly lifetimeMs: number;
  /** Attempts per code, by type. */
  readonly attempts: Readonly<Record<string, number>>;
  /** Budget of wrong answers per account. A history must be shorter than the budget's window. */
  readonly wrongPerDay: number;
  /** Faults that lost the budget counters or split them between two primaries. @default 0 */
  readonly counterLosses?: number;
  /** Intervals that the availability check ignores. */
  readonly faults?: readonly FaultWindow[];
  /** Share (0–1) of right answers in time that must be accepted outside of faults. @default 0.999 */
  readonly available?: number;
}

export interface History {
  readonly observed: readonly Observation[];
  readonly sent: readonly SentCode[];
  readonly decisions?: readonly Decision[];
}

/**
 * Checks a history against the rules of codes: (a) accepted once, (b) only for the code that was sent, (c) within its
 * lifetime, (d) attempts and budget, (e) not after the last attempt, (f) accepted once by the store, (g) available.
 * Rules (a), (b), (c) and (g) rely on client observations and sent messages only. The store's decisions can add
 * violations, never excuse one.
 *
 * @returns one sentence per violation
 */
export function violations({ observed, sent, decisions = [] }: History, rules: Rules): string[] {
  const messages = new Map(sent.map((message) => [message.codeID, message]));
  const issues = new Map(observed.filter(({ op }) => op === 'issue').map((event) => [event.codeID, event]));
  const verifies = observed.filter(({ op }) => op === 'verify');
  const found: string[] = [];

  const byAccount = groupBy(verifies, accountOf);
  const firsts: Observation[] = [];
  for (const [codeID, tries] of groupBy(verifies, (event) => event.codeID)) {
    const message = messages.get(codeID);
    const issue = issues.get(codeID);
    const attempts = rules.attempts[message?.type ?? ''] ?? 0;
    const accepted = tries.filter(({ result }) => result === 'accepted');
    if (accepted.length > 1) found.push(`(a) ${codeID} was accepted ${accepted.length} times`);
    for (const one of accepted) {
      if (!message || !isRight(one, message))
        found.push(`(b) ${codeID} was accepted for an answer that was never sent`);
      if (issue && one.t0 >= issue.t1 + rules.lifetimeMs)
        found.push(`(c) ${codeID} was accepted after its lifetime`);
      const wrong = tries.filter(
        (other) => message && isCharged(other, message) && other.t1 < one.t0 && !isDuringLoss(other, rules),
      ).length;
      if (wrong >= attempts) found.push(`(e) ${codeID} was accepted after ${wrong} wrong answers`);
    }
    const first = message && issue && firstInTime(tries, message, issue.t1 + rules.lifetimeMs);
    if (!first || isDisturbed(first, issue, rules)) continue;
    const charges = (events: readonly Observation[]): number =>
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
  return [...found, ...storeViolations(decisions, messages, rules)];
}

/** Violations in the store's own decisions, including those whose responses were lost. */
function storeViolations(
  decisions: readonly Decision[],
  messages: ReadonlyMap<string, SentCode>,
  rules: Rules,
): string[] {
  const found: string[] = [];
  for (const [codeID, all] of groupBy(decisions, (one) => one.codeID)) {
    const attempts = rules.attempts[messages.get(codeID)?.type ?? ''] ?? 0;
    const [wrong, accepted] = [
      all.filter(isWrong).length,
      all.filter(({ outcome }) => outcome === 'accepted').length,
    ];
    if (wrong > attempts) found.push(`(d) the store compared ${wrong} wrong answers to ${codeID}`);
    if (accepted > 0 && all.some(({ outcome }) => outcome === 'exhausted'))
      found.push(`(e) ${codeID} was accepted and exhausted`);
    if (accepted > 1) found.push(`(f) the store accepted ${codeID} ${accepted} times`);
  }
  for (const [account, all] of groupBy(decisions, (one) => one.account)) {
    const wrong = all.filter((one) => isWrong(one) && !one.strong).length;
    if (wrong > rules.wrongPerDay * (1 + (rules.counterLosses ?? 0)))
      found.push(`(d) the store compared ${wrong} wrong answers of account ${account}`);
  }
  return found;
}

const accountOf = ({ tenant, account }: Binding): string => JSON.stringify([tenant, account]);
const isWrong = ({ outcome }: Decision): boolean => outcome === 'mismatch' || outcome === 'exhausted';

function isRight(event: Observation, { code, tenant, use, type, account }: SentCode): boolean {
  const isBound =
    event.tenant === tenant && event.use === use && event.type === type && event.account === account;
  return isBound && event.code === code;
}

/** Whether a wrong answer was certainly charged: it was refused, and its tenant, account and type find the record. */
function isCharged(event: Observation, message: SentCode): boolean {
  const isFound = accountOf(event) === accountOf(message) && event.type === message.type;
  return isFound && event.result === 'refused' && !isRight(event, message);
}

/** Whether a request may have used up an attempt or budget. */
function mayBeCharged(event: Observation, message: SentCode | undefined): boolean {
  return ['refused', 'lost'].includes(event.result) && !(message && isRight(event, message));
}

/** The first right answer, if its response arrived within the lifetime: refusing it is then a violation. */
function firstInTime(
  tries: readonly Observation[],
  message: SentCode,
  deadline: number,
): Observation | undefined {
  const [first] = tries.filter((event) => isRight(event, message)).sort((a, b) => a.t0 - b.t0);
  return first && first.t1 < deadline ? first : undefined;
}

/** Whether a store without the code may have judged the answer. */
function isDuringLoss({ t0, t1 }: Observation, { faults = [] }: Rules): boolean {
  return faults.some(({ from, to, losesCodes }) => losesCodes && t1 >= from && t0 <= to);
}

function isDisturbed({ t0, t1 }: Observation, issue: Observation, { faults = [] }: Rules): boolean {
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
