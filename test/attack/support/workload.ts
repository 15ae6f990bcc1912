import { CAPTCHA } from '../../support/app.js';
import type { AttackApp } from './attack-app.js';
import type { Bound, History, Seen, Sent } from './history.js';
import { inParallel } from './in-parallel.js';
import { type Rng, drawFrom, shuffled } from './seeded.js';
import { times } from '../../support/vitest/times.js';

/** A tenant that the application must know beside `default`. */
export const OTHER_TENANT = 'other';
const TYPES = ['image', 'email', 'phone'] as const;
const LIFETIME_MS = 180_000;

/** One answer that a client is going to give. */
type Try = Bound & { readonly code: string };

export interface WorkloadSize {
  readonly accounts: number;
  /** Challenges of each account. */
  readonly challenges: number;
}

/**
 * A crowd that asks for codes and answers them, rightly, wrongly, twice, for somebody else, for something else, at
 * once and one by one, and comes back once all codes are dead. The seed decides what everybody does.
 */
export async function runWorkload(attack: AttackApp, seed: number, size: WorkloadSize): Promise<History> {
  const draw = drawFrom(seed);
  const seen: Seen[] = [];
  const wishes = Array.from({ length: size.accounts * size.challenges }, (_, i) =>
    subjectOf(i % size.accounts, draw),
  );
  const sent = await inParallel(16, wishes, async (one) => issue(attack, one, seen));
  const plans = sent.map((message) => ({
    tries: shuffled(triesFor(message, sent[draw(sent.length)]!, draw), draw),
    isVolley: draw(3) > 0,
  }));
  await inParallel(8, plans, async ({ tries, isVolley }) => {
    if (isVolley) await Promise.all(tries.map((one) => verify(attack, one, seen)));
    else for (const one of tries) await verify(attack, one, seen);
  });
  await attack.advance(LIFETIME_MS);
  await inParallel(16, sent, (message) => verify(attack, message, seen));
  return { seen, sent, judged: attack.judged };
}

type Subject = Omit<Bound, 'codeID'>;

function subjectOf(person: number, draw: Rng): Subject {
  const type = TYPES[person % TYPES.length]!;
  const digits = String(person).padStart(8, '0');
  const account = { image: '', email: `person${digits}@example.com`, phone: `+86138${digits}` }[type];
  return {
    tenant: person % 5 ? 'default' : OTHER_TENANT,
    use: draw(2) ? 'login' : 'register',
    type,
    account,
  };
}

async function issue(attack: AttackApp, { tenant, ...request }: Subject, seen: Seen[]): Promise<Sent> {
  const t0 = attack.now();
  const { codeID, code } = await attack.issue(request, { 'iThings-tenant-code': tenant });
  const bound = { ...request, tenant, codeID };
  seen.push({ ...bound, op: 'issue', t0, t1: attack.now(), result: 'issued' });
  return { ...bound, code };
}

/** Some codes are left for later; the others get everything a client could come up with. */
function triesFor(sent: Sent, stranger: Sent, draw: Rng): Try[] {
  if (draw(8) === 0) return [];
  const wrong = (): Try => ({
    ...sent,
    code: [...sent.code].map((c) => (/\d/.test(c) ? digit(draw) : letter(draw))).join(''),
  });
  const isOwned = sent.account !== '' && stranger.type === sent.type && stranger.account !== sent.account;
  return [
    ...times(draw(3) && 1 + draw(6), () => sent),
    ...times(draw(2) * (2 + draw(7)), wrong),
    ...times(draw(2), () => ({ ...sent, use: sent.use === 'login' ? 'register' : 'login' })),
    ...times(draw(2), () => ({ ...sent, tenant: sent.tenant === 'default' ? OTHER_TENANT : 'default' })),
    ...times(draw(2), () => (isOwned ? { ...sent, account: stranger.account } : wrong())),
    ...times(draw(2), () => ({ ...sent, code: stranger.type === sent.type ? stranger.code : sent.code })),
  ];
}

/** Digits and letters that every alphabet of codes has. */
const digit = (draw: Rng): string => '34679'[draw(5)]!;
const letter = (draw: Rng): string => 'ACDEFHKM'[draw(8)]!;

async function verify(attack: AttackApp, { tenant, ...body }: Try, seen: Seen[]): Promise<void> {
  const t0 = attack.now();
  const answer = await attack.app.post(`${CAPTCHA}/verify`, body, { 'iThings-tenant-code': tenant });
  const t1 = attack.now();
  seen.push({ ...body, tenant, op: 'verify', t0, t1, result: resultOf(answer.body.code) });
}

/** @throws {Error} for an answer that this crowd gives no reason for */
function resultOf(code: number): Seen['result'] {
  if (code === 0) return 'accepted';
  if (code === 1000005) return 'refused';
  if (code === 100017) return 'unavailable';
  throw new Error(`answered ${code}`);
}
