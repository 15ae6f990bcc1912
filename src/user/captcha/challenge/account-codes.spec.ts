import { Deadline, MemoryStore, StoreUnavailableError } from '@system-management/challenge-store';
import { CommonErrors } from '@system-management/envelope';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { times } from '../../../../test/support/vitest/times.js';
import { CodeMac } from '../keys/code-mac.js';
import { CodeSource } from '../keys/code-source.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { type AccountCodeRequest, AccountCodes } from './account-codes.js';
import { Challenge, type ChallengeProps } from './challenge.js';
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
  /** With a budget of one wrong answer. */
  const oneWrong = () => ({
    ...policyContext(),
    purpose: { ...purpose, limits: { ...purpose.limits, account: { wrongPerDay: 1 } } },
  });
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
  const verify = ({ id, use, type, code, recipient }: ChallengeProps, keys = [k1]) =>
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
    await verify({ ...challenge, code: '000000' });
    const { budgetMs } = await codesWith().read(request(), oneWrong());
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

  it.each([
    [
      [k1, k2],
      [k2, k1],
    ],
    [
      [k2, k1],
      [k1, k2],
    ],
  ])('repeats a code of an instance that lists the keys in another order: %#', async (here, there) => {
    const first = await issue({}, codesWith(here));
    const { live, gapMs } = await codesWith(there).read(request(), policyContext());
    expect(gapMs).toBe(60_000);
    const second = await issue({ live }, codesWith(there));
    expect(second.isDue).toBe(false);
    expect(second.challenge.code).toBe(first.challenge.code);
    expect(await verify(second.challenge, here)).toBe('accepted');
    expect(await verify(first.challenge, there)).toBe('not_found');
  });

  it('withdraws and pauses under every listed key', async () => {
    const both = codesWith([k1, k2]);
    const first = await issue({}, both);
    for (const keys of [[k1], [k2]])
      expect((await codesWith(keys).read(request(), policyContext())).gapMs).toBe(60_000);
    await both.withdraw(first.challenge, true, policyContext());
    for (const keys of [[k1], [k2]])
      expect((await codesWith(keys).read(request(), policyContext())).gapMs).toBe(0);
    expect(await verify(first.challenge, [k1, k2])).toBe('not_found');
  });

  it('withdraws a code of an instance that lists the keys in another order', async () => {
    const { challenge } = await issue({}, codesWith([k1, k2]));
    await codesWith([k2, k1]).withdraw(challenge, true, policyContext());
    expect(await verify(challenge, [k1, k2])).toBe('not_found');
  });

  it('begins a new code when the format of the policy has changed', async () => {
    const first = await issue();
    now += 60_000;
    const second = await issue({ policy: { ...tenant.policy.email, length: 8 } });
    expect(second.challenge.code).toHaveLength(8);
    expect(second.challenge.code.startsWith(first.challenge.code)).toBe(false);
  });

  it('gives accounts that share a budget gaps and codes of their own', async () => {
    const accounts = ['a@qa.example', 'b@qa.example'].map((account) => ({
      recipient: { ...emailRecipient(account), sharedBudget: '*@qa.example' },
    }));
    const codes = [await issue(accounts[0]), await issue(accounts[1])];
    expect(codes.map(({ isDue }) => isDue)).toEqual([true, true]);
    await verify({ ...codes[0]!.challenge, code: '' });
    expect((await codesWith().read(request(accounts[1]), oneWrong())).budgetMs).toBeGreaterThan(0);
  });

  it('gives eight concurrent requests one code, and one of them its message', async () => {
    const codes = await Promise.all(times(8, () => issue()));
    expect(codes.filter(({ isDue }) => isDue)).toHaveLength(1);
    expect(new Set(codes.map(({ challenge }) => challenge.code)).size).toBe(1);
    expect(new Set(codes.map(({ challenge }) => challenge.id)).size).toBe(8);
  });

  it('gives every purpose, type, account and tenant a code of its own', async () => {
    const changes: Partial<AccountCodeRequest>[] = [
      {},
      { use: 'register' },
      { type: 'phone' },
      { recipient: emailRecipient('joan@example.com') },
      { tenant: tenantWith({ code: 'other' }) },
    ];
    const sent: string[] = [];
    vi.spyOn(CodeSource.prototype, 'newNonce').mockReturnValue('A'.repeat(22));
    onTestFinished(() => void vi.restoreAllMocks());
    for (const change of changes) {
      sent.push((await issue(change)).challenge.code);
      // The end of the gap.
      now += 60_000;
    }
    expect(new Set(sent).size).toBe(changes.length);
  });

  it('throws Server after ten rounds in which other requests took the account’s code', async () => {
    const put = vi.spyOn(store, 'putShared').mockResolvedValue({ outcome: 'superseded' });
    const step = codesWith().issue(request(), policyContext());
    await expect(step).rejects.toMatchObject({ definition: CommonErrors.Server, data: { retryAfter: 1 } });
    expect(put).toHaveBeenCalledTimes(10);
    // Without a live code each round has a new nonce.
    expect(new Set(put.mock.calls.map(([{ nonce }]) => nonce)).size).toBe(10);
  });

  it('throws Server when the store is unavailable', async () => {
    vi.spyOn(store, 'putShared').mockRejectedValue(new StoreUnavailableError('full', 5));
    vi.spyOn(store, 'readAccount').mockRejectedValue(new StoreUnavailableError('full', 5));
    vi.spyOn(store, 'drop').mockRejectedValue(new StoreUnavailableError('full', 5));
    const challenge = new Challenge({ ...request(), code: '123456' });
    for (const step of [
      codesWith().issue(request(), policyContext()),
      codesWith().read(request(), policyContext()),
      codesWith().withdraw(challenge, true, policyContext()),
    ])
      await expect(step).rejects.toMatchObject({ definition: CommonErrors.Server, data: { retryAfter: 5 } });
  });

  it('tells the store to count the wrong answers to a fixed code, also while strong codes are due', async () => {
    const put = vi.spyOn(store, 'putShared');
    await issue({ fixedCode: '424242', isStrong: true });
    await issue({ isStrong: true, recipient: emailRecipient('joan@example.com') });
    expect(put.mock.calls.map(([{ strong, format }]) => [strong, format])).toEqual([
      [false, 'strong'],
      [true, 'strong'],
    ]);
  });

  it('gives the store neither a code nor a recipient', async () => {
    const put = vi.spyOn(store, 'putShared');
    const { challenge } = await issue();
    const stored = JSON.stringify(put.mock.calls, (_, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : value,
    );
    expect([challenge.code, 'jane', 'example', 'login'].filter((text) => stored.includes(text))).toEqual([]);
  });
});
