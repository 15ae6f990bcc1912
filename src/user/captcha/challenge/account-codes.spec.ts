import { Deadline, MemoryStore } from '@system-management/challenge-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { CodeMac } from '../keys/code-mac.js';
import { CodeSource } from '../keys/code-source.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { type AccountCodeRequest, AccountCodes } from './account-codes.js';
import type { Challenge } from './challenge.js';
import { ChallengeRepository } from './challenge.repository.js';
import { newCodeID } from './code/code-id.js';
import { isStrongCode } from './code/strong-code.js';

const k1 = { id: 'k1', secret: Buffer.alloc(32, 'one') };
const k2 = { id: 'k2', secret: Buffer.alloc(32, 'two') };
const tenant = tenantWith();
const purpose = tenant.policy.purposes['login']!;
const recipient = emailRecipient('jane@example.com');

describe('AccountCodes', () => {
  let now: number;
  let store: MemoryStore;
  beforeEach(() => {
    now = 0;
    store = new MemoryStore({ now: () => now });
  });
  afterEach(() => store.close());

  const policyContext = () => ({ tenant, purpose, deadline: new Deadline() });
  const codesWith = (keys = [k1]) =>
    new AccountCodes(store, new CodeMac(keys), new CodeSource(keys), new LimitKeys(keys));
  const request = (over: Partial<AccountCodeRequest> = {}): AccountCodeRequest => ({
    id: newCodeID(),
    type: 'email',
    use: 'login',
    tenant,
    language: 'en',
    recipient,
    policy: tenant.policy.email,
    isStrong: false,
    ...over,
  });
  const issue = async (over: Partial<AccountCodeRequest> = {}, codes = codesWith()) => {
    const code = await codes.issue(request(over), policyContext());
    if (!code.challenge) throw new Error(`paused for ${code.gapMs} ms`);
    return code;
  };
  const verify = ({ id, use, type, code }: Challenge, keys = [k1]) =>
    new ChallengeRepository(store, new CodeMac(keys), new LimitKeys(keys)).attempt(
      { id, use, type, code, recipient },
      policyContext(),
    );

  it('repeats the live code under another id, and only the first request is due', async () => {
    const first = await issue();
    now += 20_000;
    const second = await issue();
    expect([first.isDue, second.isDue]).toEqual([true, false]);
    expect(second.challenge.code).toBe(first.challenge.code);
    expect(second.gapMs).toBe(40_000);
    expect(await verify(second.challenge)).toBe('accepted');
    expect(await verify(first.challenge)).toBe('not_found');
  });

  it('derives again when the code to repeat was consumed or expired in between', async () => {
    const codes = codesWith();
    const first = await issue();
    const { live } = await codes.read(request(), policyContext());
    await verify(first.challenge);
    now += 60_000;
    const second = await issue({ live });
    expect(second.challenge.code).not.toBe(first.challenge.code);
    expect(await verify(second.challenge)).toBe('accepted');
  });

  it('pauses within the gap of another purpose', async () => {
    await issue();
    const { challenge, gapMs } = await codesWith().issue(request({ use: 'register' }), policyContext());
    expect([challenge, gapMs]).toEqual([undefined, 60_000]);
  });

  it('shortens the lifetime of a challenge to what is left of the code’s 600 s', async () => {
    await issue();
    for (let i = 0; i < 3; i++) {
      now += 160_000;
      await issue();
    }
    now += 25_000;
    expect((await issue()).challenge.policy.lifetime).toBe(95);
  });

  it('begins a strong code beside a live normal one, and repeats it', async () => {
    const normal = await issue();
    now += 60_000;
    const strong = await issue({ isStrong: true });
    expect(isStrongCode(strong.challenge.code)).toBe(true);
    expect((await issue({ isStrong: true })).challenge.code).toBe(strong.challenge.code);
    expect(await verify(normal.challenge)).toBe('accepted');
    expect(await verify(strong.challenge)).toBe('accepted');
  });

  it('gives a test recipient the fixed code, whose wrong answers always charge the budget', async () => {
    const { challenge } = await issue({ fixedCode: '424242', isStrong: true });
    expect([challenge.code, challenge.isTest]).toEqual(['424242', true]);
    await verify(Object.assign(Object.create(challenge) as Challenge, { code: '000000' }));
    const { budgetMs } = await codesWith().read(request(), {
      ...policyContext(),
      purpose: { ...purpose, limits: { ...purpose.limits, account: { wrongPerDay: 1 } } },
    });
    expect(budgetMs).toBeGreaterThan(0);
  });

  it('withdraws a challenge, and ends the gap if nothing was sent; the code stays live', async () => {
    const codes = codesWith();
    const first = await issue();
    await codes.withdraw(first.challenge, true, policyContext());
    expect(await verify(first.challenge)).toBe('not_found');
    const second = await issue();
    expect(second.isDue).toBe(true);
    expect(second.challenge.code).toBe(first.challenge.code);
    await codes.withdraw(second.challenge, false, policyContext());
    expect((await issue()).isDue).toBe(false);
  });

  it('repeats a code of an instance that lists the keys in another order', async () => {
    const first = await issue({}, codesWith([k1, k2]));
    const { live } = await codesWith([k2, k1]).read(request(), policyContext());
    const second = await issue({ live }, codesWith([k2, k1]));
    expect(second.isDue).toBe(false);
    expect(second.challenge.code).toBe(first.challenge.code);
    expect(await verify(second.challenge, [k1, k2])).toBe('accepted');
    expect(await verify(first.challenge, [k2, k1])).toBe('not_found');
  });
});
