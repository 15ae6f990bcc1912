import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { TestApp } from '../../support/app.js';
import { AttackApp } from '../support/attack-app.js';
import { CODE, verify } from '../../support/requests.js';

const { timingSafeEqual } = crypto;
/** Bytes of an HMAC-SHA-256 and of a SHA-256 digest. */
const DIGEST = 32;
const TOKEN = 'a-token-of-the-scraper-0123456789';

// In memory only: in Redis a script compares MACs, and how early it ends says nothing without the key.
describe('SEC-44: timingSafeEqual()', () => {
  /** Byte lengths of both arguments, by call. */
  let compared: number[][];
  /** Replaces it for every importer: named imports of a built-in module follow its default export after a sync. */
  const replace = (compare: typeof timingSafeEqual): void => {
    crypto.timingSafeEqual = compare;
    syncBuiltinESMExports();
  };
  beforeEach(() => {
    compared = [];
    replace((a, b) => {
      compared.push([a.byteLength, b.byteLength]);
      return timingSafeEqual(a, b);
    });
  });
  afterEach(() => replace(timingSafeEqual));

  it('SEC-44: compares every answer to a live challenge once, on 32 bytes each', async () => {
    const attack = await AttackApp.start();
    onTestFinished(() => attack.close());
    const right = await attack.issue({ use: 'login', type: 'email', account: 'jane@example.com' });
    const { code } = right;
    const digitAfter = (digit: string): string => String((Number(digit) + 1) % 10);
    const answers = [
      digitAfter(code[0]!) + code.slice(1),
      code.slice(0, -1) + digitAfter(code.at(-1)!),
      [...code].map(digitAfter).join(''),
      code,
    ];
    for (const answer of answers) {
      compared.length = 0;
      const { body } = await verify(attack, { ...right, code: answer });
      expect(body.code).toBe(answer === code ? CODE.ok : CODE.wrong);
      expect(compared).toEqual([[DIGEST, DIGEST]]);
    }
  });

  it.each([
    ['empty', ''],
    ['a part of it', TOKEN.slice(0, -1)],
    ['longer', `${TOKEN}x`],
    ['very long', 'x'.repeat(8000)],
    ['the right one', TOKEN],
  ])('SEC-44: compares any METRICS_TOKEN on 32 bytes each: %s', async (_what, token) => {
    const app = await TestApp.start({ env: { METRICS_TOKEN: TOKEN } });
    onTestFinished(() => app.close());
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(`${app.url}/metrics`, { headers })).status).toBe(token === TOKEN ? 200 : 401);
    expect(compared).toEqual([[DIGEST, DIGEST]]);
  });
});
