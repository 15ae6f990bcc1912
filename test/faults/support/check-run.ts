import { type Decision, type Rules, type SentCode, violations } from '../../attack/support/history.js';
import type { VirtualUsers } from './virtual-users.js';
import type { FaultReport } from './fault-scenario.js';
import type { Sinks } from './sinks.js';

/** The policy of the users' tenants; see {@link USER_LIMITS}. */
const RULES: Rules = { lifetimeMs: 180_000, attempts: { image: 1, email: 5, phone: 5 }, wrongPerDay: 10 };
const MESSAGES_PER_HOUR = 5;

/** Limits of the users' tenants: users reach the hourly limit of a recipient, and no limit per address. */
export const USER_LIMITS = { recipient: { gap: 0, perHour: MESSAGES_PER_HOUR, perDay: 1000 } };

export interface Run {
  readonly users: VirtualUsers;
  readonly sinks: Pick<Sinks, 'codes'>;
  readonly reports: readonly FaultReport[];
  /** The log lines of the instances. Their audit entries record the store's decisions. */
  readonly lines?: readonly string[];
  /** How often a fault lost the counters or split them between two primaries. @default 0 */
  readonly counterLosses?: number;
}

/**
 * Checks responses, sent messages and store decisions of a run. Time bounds are checked by {@link expectInTime}.
 * @returns one sentence per violation
 */
export function checkRun({ users, sinks, reports, lines = [], counterLosses = 0 }: Run): string[] {
  const { observed, sent } = users;
  const faults = reports.map(({ from, to, losesCodes }) => ({ from, to, losesCodes }));
  const allowed = MESSAGES_PER_HOUR * (1 + counterLosses);
  const reported = new Map<string, number>();
  for (const { account } of sent) reported.set(account, (reported.get(account) ?? 0) + 1);
  // A lost response may belong to a message that was sent.
  const withLoss = new Set(observed.filter(({ result }) => result === 'lost').map(({ account }) => account));
  const uncounted = [...sinks.codes()].flatMap(([account, { length }]) => [
    ...(length > allowed ? [`${account} was sent ${length} messages, ${allowed} are allowed`] : []),
    ...(length > (reported.get(account) ?? 0) && !withLoss.has(account)
      ? [`${account} was sent ${length} messages, ${reported.get(account) ?? 0} were reported`]
      : []),
  ]);
  return [
    ...users.unexpected,
    ...uncounted,
    ...violations(
      { observed, sent, decisions: decisionsIn(lines, sent) },
      { ...RULES, faults, counterLosses },
    ),
  ];
}

/** The verify decisions in the audit log. It holds six characters of each codeID, which are unique within a run. */
function decisionsIn(lines: readonly string[], sent: readonly SentCode[]): Decision[] {
  const ids = new Map(sent.map(({ codeID }) => [codeID.slice(0, 6), codeID]));
  return lines
    .filter((line) => line.includes('"msg":"audit"') && line.includes('"event":"verify"'))
    .map((line) => JSON.parse(line) as { codeID: string; recipientId: string; result: string })
    .flatMap(({ codeID, recipientId, result }) => {
      const id = ids.get(codeID);
      const outcome = result === 'verified' ? 'accepted' : result;
      // An image has no account and therefore no budget.
      return id ? [{ codeID: id, account: recipientId || id, outcome, strong: false }] : [];
    });
}
