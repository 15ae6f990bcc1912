import { createHmac, hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniformity } from '../../../../test/support/load/statistics.js';
import { times } from '../../../../test/support/vitest/times.js';
import { CodeMac } from './code-mac.js';
import { type CodeOrigin, CodeSource } from './code-source.js';

const k1 = { id: 'k1', secret: Buffer.alloc(32, 'one') };
const k2 = { id: 'k2', secret: Buffer.alloc(32, 'two') };
const ORIGIN: CodeOrigin = { tenant: 'a', use: 'b', type: 'c', recipient: 'd', nonce: 'e' };
const FIELDS = Object.keys(ORIGIN) as (keyof CodeOrigin)[];

/** The first numbers of a sequence. */
function numbers(source: CodeSource, origin = ORIGIN, keyId = 'k1', count = 50): number[] {
  const next = source.indexes(origin, keyId);
  return times(count, () => next(256));
}

describe('CodeSource', () => {
  const source = new CodeSource([k1, k2]);

  it('draws nonces of 22 base64url characters, never the same twice (10,000 drawn)', () => {
    const nonces = times(10_000, () => source.newNonce());
    expect(nonces.filter((nonce) => !/^[\w-]{22}$/.test(nonce))).toEqual([]);
    expect(new Set(nonces).size).toBe(10_000);
  });

  // A changed derivation needs a new version: instances of two releases would send different codes.
  it('derives bytes by HMAC-SHA-256 under a key of its own over the length-prefixed fields and the block’s number', () => {
    const key = Buffer.from(hkdfSync('sha256', k1.secret, '', 'code-derive', 32));
    const block = (index: number): number[] => {
      const hmac = createHmac('sha256', key);
      for (const field of ['code1', ...FIELDS.map((name) => ORIGIN[name]), String(index)]) {
        hmac.update(Buffer.from([0, 0, 0, field.length])).update(field);
      }
      return [...hmac.digest()];
    };
    expect(numbers(source, ORIGIN, 'k1', 96)).toEqual([0, 1, 2].flatMap(block));
  });

  it('returns the same sequence for the same origin and key, in whatever order the keys are listed', () => {
    for (const keyId of ['k1', 'k2'])
      expect(numbers(new CodeSource([k2, k1]), ORIGIN, keyId)).toEqual(numbers(source, ORIGIN, keyId));
    expect(numbers(new CodeSource([k1]))).toEqual(numbers(source));
  });

  it.each(FIELDS)('returns another sequence for another %s', (field) => {
    for (const value of ['other', '', ORIGIN[field].repeat(2), `${ORIGIN[field]}\0`])
      expect(numbers(source, { ...ORIGIN, [field]: value })).not.toEqual(numbers(source));
  });

  it('returns another sequence when a character moves from one field to the next', () => {
    const [one, other] = [
      { tenant: 'a:b', use: 'c' },
      { tenant: 'a', use: 'b:c' },
    ].map((change) => numbers(source, { ...ORIGIN, ...change }));
    expect(one).not.toEqual(other);
  });

  it('returns another sequence under another key, and throws under one that is not listed', () => {
    expect(numbers(source, ORIGIN, 'k2')).not.toEqual(numbers(source));
    expect(() => source.indexes(ORIGIN, 'k3')).toThrow('no such key');
  });

  it('derives another key than CodeMac: the same fields have different values', () => {
    const binding = { tenant: 'a', use: 'b', type: 'c', recipient: 'd', id: 'e', code: '0' };
    expect(numbers(source, ORIGIN, 'k1', 32)).not.toEqual([...new CodeMac([k1]).sign(binding).mac]);
  });

  it.each([10, 21, 32, 256])('SEC-54: returns every number below %i equally often', (max) => {
    const counts = new Array<number>(max).fill(0);
    // A fixed key and nonce: the same numbers at every run.
    const next = source.indexes(ORIGIN, 'k1');
    for (let i = 0; i < 200_000; i++) counts[next(max)]!++;
    expect(uniformity(counts)).toBeGreaterThan(0.001);
  });

  it('returns numbers below the size, also after many blocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.string(), (max, nonce) => {
        const next = source.indexes({ ...ORIGIN, nonce }, 'k1');
        return times(100, () => next(max)).every((number) => number >= 0 && number < max);
      }),
    );
  });

  it('prints no secret', () => {
    expect(inspect(new CodeSource([k1]), { depth: 9, showHidden: true })).toBe('CodeSource {}');
  });
});
