import { CAPTCHA } from '../../support/app.js';
import type { AttackApp } from './attack-app.js';
import type { Binding, History, Observation, SentCode } from './history.js';
import { inParallel } from './in-parallel.js';
import { type Rng, seededRng, shuffle } from '../../support/load/rng.js';
import { times } from '../../support/vitest/times.js';

/** A tenant that the application must have besides `default`. */
export const OTHER_TENANT = 'other';
const TYPES = ['image', 'email', 'phone'] as const;
const LIFETIME_MS = 180_000;

/** One planned answer of a client. */
type Attempt = Binding & { readonly code: string };

export interface WorkloadSize {
  readonly accounts: number;
  /** Challenges of each account. */
  readonly challenges: number;
}

/**
 * Runs clients that request codes and answer them: right, wrong, repeated, for another account, purpose or tenant,
 * concurrently or in sequence, and again after all codes have expired. The seed determines every action.
 */
export async function runWorkload(attack: AttackApp, seed: number, size: WorkloadSize): Promise<History> {
  const rng = seededRng(seed);
  const observed: Observation[] = [];
  const subjects = Array.from({ length: size.accounts * size.challenges }, (_, i) =>
    subjectOf(i % size.accounts, rng),
  );
  const sent = await inParallel(16, subjects, async (one) => issue(attack, one, observed));
  const plans = sent.map((message, i) => ({
    attempts: shuffle(attemptsFor(message, sent[rng(sent.length)]!, isAbsent(i % size.accounts), rng), rng),
    isConcurrent: rng(3) > 0,
  }));
  await inParallel(8, plans, async ({ attempts, isConcurrent }) => {
    if (isConcurrent) await Promise.all(attempts.map((one) => verify(attack, one, observed)));
    else for (const one of attempts) await verify(attack, one, observed);
  });
  await attack.advance(LIFETIME_MS);
  await inParallel(16, sent, (message) => verify(attack, message, observed));
  return { observed, sent, decisions: attack.decisions };
}

/** Whether a person gives no answers, so that strangers' guesses use up the budget. */
const isAbsent = (person: number): boolean => person % 5 === 4;

type Subject = Omit<Binding, 'codeID'>;

function subjectOf(person: number, rng: Rng): Subject {
  const type = TYPES[person % TYPES.length]!;
  const digits = String(person).padStart(8, '0');
  const account = { image: '', email: `person${digits}@example.com`, phone: `+86138${digits}` }[type];
  return {
    tenant: person % 5 ? 'default' : OTHER_TENANT,
    use: rng(2) ? 'login' : 'register',
    type,
    account,
  };
}

async function issue(
  attack: AttackApp,
  { tenant, ...request }: Subject,
  observed: Observation[],
): Promise<SentCode> {
  const t0 = attack.now();
  const { codeID, code } = await attack.issue(request, { 'iThings-tenant-code': tenant });
  const bound = { ...request, tenant, codeID };
  observed.push({ ...bound, op: 'issue', t0, t1: attack.now(), result: 'issued' });
  return { ...bound, code };
}

/** One codeID in eight stays unanswered until it has expired; the others get a mix of right and altered answers. */
function attemptsFor(sent: SentCode, other: SentCode, isOwnerAbsent: boolean, rng: Rng): Attempt[] {
  if (rng(8) === 0) return [];
  const wrong = (): Attempt => ({
    ...sent,
    code: [...sent.code].map((c) => (/\d/.test(c) ? digit(rng) : letter(rng))).join(''),
  });
  const isOther = sent.account !== '' && other.type === sent.type && other.account !== sent.account;
  const attempts: Attempt[] = [
    ...times(rng(3) && 1 + rng(6), () => sent),
    ...times(rng(2) * (2 + rng(7)), wrong),
    ...times(rng(2), () => ({ ...sent, use: sent.use === 'login' ? 'register' : 'login' })),
    ...times(rng(2), () => ({ ...sent, tenant: sent.tenant === 'default' ? OTHER_TENANT : 'default' })),
    ...times(rng(2), () => (isOther ? { ...sent, account: other.account } : wrong())),
    ...times(rng(2), () => ({ ...sent, code: other.type === sent.type ? other.code : sent.code })),
  ];
  return isOwnerAbsent ? attempts.filter(({ code }) => code !== sent.code) : attempts;
}

/** Digits and letters that every code alphabet contains. */
const digit = (rng: Rng): string => '369'[rng(3)]!;
const letter = (rng: Rng): string => 'ACDEFHKM'[rng(8)]!;

async function verify(
  attack: AttackApp,
  { tenant, ...body }: Attempt,
  observed: Observation[],
): Promise<void> {
  const t0 = attack.now();
  const response = await attack.app.post(`${CAPTCHA}/verify`, body, { 'iThings-tenant-code': tenant });
  const t1 = attack.now();
  observed.push({ ...body, tenant, op: 'verify', t0, t1, result: resultOf(response.body.code) });
}

/** @throws {Error} for a response that this workload cannot cause */
function resultOf(code: number): Observation['result'] {
  if (code === 0) return 'accepted';
  if (code === 1000005) return 'refused';
  if (code === 100017) return 'unavailable';
  throw new Error(`answered ${code}`);
}
