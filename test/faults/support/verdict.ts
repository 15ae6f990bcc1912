import { type Judged, type Rules, type Sent, violations } from '../../attack/support/history.js';
import type { VirtualUsers } from './virtual-users.js';
import type { Episode } from './episode.js';
import type { Sinks } from './sinks.js';

/** What the crowd's tenants are configured with: see {@link CROWD_LIMITS}. */
const RULES: Rules = { lifetimeMs: 180_000, attempts: { image: 1, email: 5, phone: 5 }, wrongPerDay: 10 };
const MESSAGES_PER_HOUR = 5;

/** The limits of a crowd: one that it must meet, and none of those that one address meets. */
export const CROWD_LIMITS = { recipient: { gap: 0, perHour: MESSAGES_PER_HOUR, perDay: 1000 } };

export interface Evidence {
  readonly crowd: VirtualUsers;
  readonly sinks: Pick<Sinks, 'codes'>;
  readonly episodes: readonly Episode[];
  /** What the instances wrote to their logs: their audit says what the store decided. */
  readonly lines?: readonly string[];
  /** How often the counters were lost together with what was not persisted. @default 0 */
  readonly timesForgotten?: number;
}

/** Every rule that was broken, as a sentence; nothing when all held. Bounds on time are {@link expectInTime}'s. */
export function verdict({ crowd, sinks, episodes, lines = [], timesForgotten = 0 }: Evidence): string[] {
  const { seen, sent } = crowd;
  const faults = episodes.map(({ from, to, losesCodes }) => ({ from, to, losesCodes }));
  const allowed = MESSAGES_PER_HOUR * (1 + timesForgotten);
  const told = new Map<string, number>();
  for (const { account } of sent) told.set(account, (told.get(account) ?? 0) + 1);
  // A client whose connection broke was told nothing, though its message may well have left.
  const broke = new Set(seen.filter(({ result }) => result === 'lost').map(({ account }) => account));
  const uncounted = [...sinks.codes()].flatMap(([account, { length }]) => [
    ...(length > allowed ? [`${account} was sent ${length} messages, ${allowed} are allowed`] : []),
    ...(length > (told.get(account) ?? 0) && !broke.has(account)
      ? [`${account} was sent ${length} messages and told of ${told.get(account) ?? 0}`]
      : []),
  ]);
  return [
    ...crowd.strange,
    ...uncounted,
    ...violations({ seen, sent, judged: judgedIn(lines, sent) }, { ...RULES, faults, timesForgotten }),
  ];
}

/** What the audit says of each answer; it names six characters of a codeID, which a run has once. */
function judgedIn(lines: readonly string[], sent: readonly Sent[]): Judged[] {
  const ids = new Map(sent.map(({ codeID }) => [codeID.slice(0, 6), codeID]));
  return lines
    .filter((line) => line.includes('"msg":"audit"') && line.includes('"event":"verify"'))
    .map((line) => JSON.parse(line) as { codeID: string; recipientId: string; result: string })
    .flatMap(({ codeID, recipientId, result }) => {
      const id = ids.get(codeID);
      const outcome = result === 'verified' ? 'accepted' : result;
      // An image has no account, and so no budget.
      return id ? [{ codeID: id, account: recipientId || id, outcome, strong: false }] : [];
    });
}
