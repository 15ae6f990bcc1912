import { randomBytes } from 'node:crypto';
import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../../test/support/tenant.js';
import type { SecretKey } from '../../../../config/keys.config.js';
import { PowKeys } from '../../keys/pow-keys.js';
import { PowPresentation } from './pow.presentation.js';

const key = (id: string): SecretKey => ({ id, secret: randomBytes(32) });
const [k1, k2] = [key('k1'), key('k2')];
const presentation = (...keys: SecretKey[]) => new PowPresentation(new PowKeys(keys));
const pow = presentation(k1);
const tenant = tenantWith({ code: 'acme', pow: { cost: 100, tries: 20 } });
const { image: policy } = tenant.policy;
const subject = { id: 'Y1goJMD3qvs6jZ63QUXN', use: 'login', tenant, language: 'en', policy, doublings: 0 };

/** As ALTCHA's widget encodes it. */
const encode = (payload: object): string => Buffer.from(JSON.stringify(payload)).toString('base64');
async function solve(challenge: Challenge | undefined) {
  const solution = await solveChallenge({ challenge: challenge!, deriveKey });
  return { challenge: challenge!, solution: solution! };
}

describe('PowPresentation', () => {
  it('presents a challenge for the tenant, the purpose and the id, which expires with the code', async () => {
    const { url, challenge } = await pow.present(subject);
    const { algorithm, cost, data, expiresAt, keyPrefix, keySignature } = challenge!.parameters;
    expect({ url, algorithm, cost, data }).toEqual({
      url: '',
      algorithm: 'PBKDF2/SHA-256',
      cost: 100,
      data: { tenant: 'acme', use: 'login', codeID: 'Y1goJMD3qvs6jZ63QUXN' },
    });
    expect(expiresAt! - Date.now() / 1000).toBeGreaterThan(policy.lifetime - 1);
    expect(expiresAt! - Date.now() / 1000).toBeLessThanOrEqual(policy.lifetime + 1);
    expect(keyPrefix).toHaveLength(32);
    expect(keySignature).toHaveLength(64);
  });

  it('reads its code in the payload of the solution, also when another key has become the current one', async () => {
    const { code, challenge } = await pow.present(subject);
    const payload = encode(await solve(challenge));
    expect(await pow.read(payload)).toBe(code);
    expect(await presentation(k2, k1).read(payload)).toBe(code);
  });

  it.each([
    ['20 tries on average', 0, 40],
    ['80 tries after two doublings', 2, 160],
  ])('takes %s, from none to twice as many', async (_, doublings, limit) => {
    const counters: number[] = [];
    for (let i = 0; i < 40; i++) {
      const { challenge } = await pow.present({ ...subject, doublings });
      counters.push((await solve(challenge)).solution.counter);
    }
    expect(Math.max(...counters)).toBeLessThan(limit);
    // Wrong once in 3^40 / 2^40 runs, that is in ten million.
    expect(Math.min(...counters)).toBeLessThan(limit / 3);
    expect(Math.max(...counters)).toBeGreaterThan((limit * 2) / 3);
  });

  it.each([
    [256, 1000],
    [12, 20_000],
  ])(
    'makes %i challenges of %i iterations at once, refuses more with 503, and makes others afterwards',
    async (count, cost) => {
      const costly = { ...subject, tenant: tenantWith({ pow: { cost, tries: 20 } }) };
      const results = await Promise.allSettled(Array.from({ length: count + 5 }, () => pow.present(costly)));
      const refusals = results.filter((result) => result.status === 'rejected');
      const busy = { definition: { name: 'Server' }, data: { retryAfter: 1 } };
      expect(refusals).toHaveLength(5);
      for (const { reason } of refusals) expect(reason).toMatchObject(busy);
      await expect(pow.present(costly)).resolves.toBeDefined();
    },
  );

  it.each<[string, (right: Awaited<ReturnType<typeof solve>>) => object | Promise<object>]>([
    [
      'the solution of another challenge',
      async ({ challenge }) => {
        const { solution } = await solve((await pow.present(subject)).challenge);
        return { challenge, solution };
      },
    ],
    [
      'a cheaper challenge',
      ({ challenge, solution }) => ({
        challenge: { ...challenge, parameters: { ...challenge.parameters, cost: 1 } },
        solution,
      }),
    ],
    [
      'another id',
      ({ challenge, solution }) => ({
        challenge: {
          ...challenge,
          parameters: {
            ...challenge.parameters,
            data: { ...challenge.parameters.data, codeID: 'A'.repeat(20) },
          },
        },
        solution,
      }),
    ],
    [
      'a later expiry',
      ({ challenge, solution }) => ({
        challenge: { ...challenge, parameters: { ...challenge.parameters, expiresAt: 4e9 } },
        solution,
      }),
    ],
    ['no signature', ({ challenge: { parameters }, solution }) => ({ challenge: { parameters }, solution })],
    [
      'a key that is not derived',
      ({ challenge, solution }) => ({
        challenge,
        solution: { ...solution, derivedKey: challenge.parameters.keyPrefix + '0'.repeat(32) },
      }),
    ],
    [
      'a key of a wrong type',
      ({ challenge, solution }) => ({ challenge, solution: { ...solution, derivedKey: {} } }),
    ],
  ])('does not read its code in a payload with %s', async (_, alter) => {
    const { code, challenge } = await pow.present(subject);
    const read = await pow.read(encode(await alter(await solve(challenge))));
    expect(read).toBeDefined();
    expect(read).not.toBe(code);
  });

  it('does not read its code in the payload of another server', async () => {
    const { code, challenge } = await pow.present(subject);
    expect(await presentation(k2).read(encode(await solve(challenge)))).not.toBe(code);
  });

  it('does not read its code after the expiry', async () => {
    const { code, challenge } = await pow.present({ ...subject, policy: { ...policy, lifetime: -2 } });
    expect(await pow.read(encode(await solve(challenge)))).not.toBe(code);
  });
});
