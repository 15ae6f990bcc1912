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
 * Checks a history against the rules of codes: (a) accepted once, over all codeIDs that repeat it, (b) only for the code
 * that was sent, (c) within its lifetime, (d) attempts and budget, (e) not after the last attempt, (f) accepted once by the
 * store, (g) available. Rules (a), (b), (c) and (g) rely on client observations and sent messages only. The store's
 * decisions can add violations, never excuse one.
 *
 * @returns one sentence per violation
 */
export function violations({ observed, sent, decisions = [] }: History, rules: Rules): string[] {
  const messages = new Map(sent.map((message) => [message.codeID, message]));
  const issues = new Map(observed.filter(({ op }) => op === 'issue').map((event) => [event.codeID, event]));
  const verifies = observed.filter(({ op }) => op === 'verify');
  const found: string[] = [];

  for (const [codeID, tries] of groupBy(verifies, (event) => event.codeID)) {
    const message = messages.get(codeID);
    const issue = issues.get(codeID);
    const attempts = rules.attempts[message?.type ?? ''] ?? 0;
    for (const one of tries.filter(({ result }) => result === 'accepted')) {
      if (!message || !isRight(one, message))
        found.push(`(b) ${codeID} was accepted for an answer that was never sent`);
      if (issue && one.t0 >= issue.t1 + rules.lifetimeMs)
        found.push(`(c) ${codeID} was accepted after its lifetime`);
      const wrong = tries.filter(
        (other) => message && isCharged(other, message) && other.t1 < one.t0 && !isDuringLoss(other, rules),
      ).length;
      if (wrong >= attempts) found.push(`(e) ${codeID} was accepted after ${wrong} wrong answers`);
    }
  }

  const mustBeAccepted = dueAnswers({ verifies, messages, issues, rules });
  let due = 0;
  let served = 0;
  for (const tries of groupBy(verifies, ({ codeID }) => codeKeyOf(codeID, messages)).values()) {
    const accepted = tries.filter(({ result }) => result === 'accepted');
    if (accepted.length > 1) found.push(`(a) ${idsOf(accepted)} was accepted ${accepted.length} times`);
    if (!mustBeAccepted(tries)) continue;
    due++;
    if (accepted.length > 0) served++;
  }
  if (served < due * (rules.available ?? 0.999))
    found.push(`(g) only ${served} of ${due} right answers in time were accepted`);
  return [...found, ...storeViolations(decisions, messages, rules)];
}

/** Names a code: codeIDs of one account, purpose and type with the same code repeat it, and one accept consumes all. */
function codeKeyOf(codeID: string, messages: ReadonlyMap<string, SentCode>): string {
  const message = messages.get(codeID);
  if (!message || message.account === '') return codeID;
  const { tenant, use, type, account, code } = message;
  return JSON.stringify([tenant, use, type, account, code]);
}

const idsOf = (events: readonly { readonly codeID: string }[]): string =>
  [...new Set(events.map(({ codeID }) => codeID))].join(' + ');

interface Verified {
  readonly verifies: readonly Observation[];
  readonly messages: ReadonlyMap<string, SentCode>;
  readonly issues: ReadonlyMap<string, Observation>;
  readonly rules: Rules;
}

/** @returns whether one of the answers to a code must have been accepted */
function dueAnswers({
  verifies,
  messages,
  issues,
  rules,
}: Verified): (tries: readonly Observation[]) => boolean {
  const byAccount = groupBy(verifies, accountOf);
  const byId = groupBy(verifies, ({ codeID }) => codeID);
  const charges = (events: readonly Observation[], before: number): number =>
    events.filter((event) => event.t0 < before && mayBeCharged(event, messages.get(event.codeID), rules))
      .length;

  /** Whether the code, the account and the time allow the answer. */
  const isAllowed = ({ t1, account, codeID, ...event }: Observation, message: SentCode): boolean => {
    const ofAccount = byAccount.get(accountOf({ ...event, codeID, account })) ?? [];
    const hasBudget = account === '' || charges(ofAccount, t1) < rules.wrongPerDay;
    return hasBudget && charges(byId.get(codeID) ?? [], t1) < (rules.attempts[message.type] ?? 0);
  };
  return (tries) => {
    for (const event of [...tries].sort((one, other) => one.t0 - other.t0)) {
      const [message, issue] = [messages.get(event.codeID), issues.get(event.codeID)];
      if (!message || !issue || !isRight(event, message)) continue;
      // A code that may have been accepted without its client knowing.
      if (isDisturbed(event, issue, rules)) return false;
      if (event.t1 < issue.t1 + rules.lifetimeMs && isAllowed(event, message)) return true;
    }
    return false;
  };
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
    const wrong = all.filter(isWrong).length;
    if (wrong > attempts) found.push(`(d) the store compared ${wrong} wrong answers to ${codeID}`);
    if (all.some(isAccepted) && all.some(({ outcome }) => outcome === 'exhausted'))
      found.push(`(e) ${codeID} was accepted and exhausted`);
  }
  for (const all of groupBy(decisions, ({ codeID }) => codeKeyOf(codeID, messages)).values()) {
    const accepted = all.filter(isAccepted);
    if (accepted.length > 1) found.push(`(f) the store accepted ${idsOf(accepted)} ${accepted.length} times`);
  }
  for (const [account, all] of groupBy(decisions, (one) => one.account)) {
    const wrong = all.filter((one) => isWrong(one) && !one.strong).length;
    if (wrong > rules.wrongPerDay * (1 + (rules.counterLosses ?? 0)))
      found.push(`(d) the store compared ${wrong} wrong answers of account ${account}`);
  }
  return found;
}

const accountOf = ({ tenant, account }: Binding): string => JSON.stringify([tenant, account]);
const isAccepted = ({ outcome }: Decision): boolean => outcome === 'accepted';
const isWrong = ({ outcome }: Decision): boolean =>
  ['mismatch', 'exhausted', 'strong_mismatch'].includes(outcome);

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

/** Whether a request may have used up an attempt or budget: during a fault also one that the store's reply did not reach. */
function mayBeCharged(event: Observation, message: SentCode | undefined, rules: Rules): boolean {
  const isJudged =
    ['refused', 'lost'].includes(event.result) ||
    (event.result === 'unavailable' && isDuringFault(event, rules));
  return isJudged && !(message && isRight(event, message));
}

function isDuringFault({ t0, t1 }: Observation, { faults = [] }: Rules): boolean {
  return faults.some(({ from, to }) => t1 >= from && t0 <= to);
}

/** Whether a store without the code may have judged the answer. */
function isDuringLoss(event: Observation, { faults = [], ...rules }: Rules): boolean {
  return isDuringFault(event, { ...rules, faults: faults.filter(({ losesCodes }) => losesCodes) });
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
