import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeMac } from './code-mac.js';
import { CodeSource, type CodeOrigin } from './code-source.js';

const k1 = { id: 'k1', secret: Buffer.alloc(32, 'one') };
const k2 = { id: 'k2', secret: Buffer.alloc(32, 'two') };
const ORIGIN: CodeOrigin = { tenant: 'a', use: 'b', type: 'c', recipient: 'd', nonce: 'e' };

/** The first numbers of a sequence. */
function numbers(source: CodeSource, origin = ORIGIN, keyId = 'k1', count = 50): number[] {
  const next = source.indexes(origin, keyId);
  return Array.from({ length: count }, () => next(256));
}

describe('CodeSource', () => {
  const source = new CodeSource([k1, k2]);

  it('draws nonces of 22 base64url characters, never the same twice (10,000 drawn)', () => {
    const nonces = Array.from({ length: 10_000 }, () => source.newNonce());
    expect(nonces.filter((nonce) => !/^[\w-]{22}$/.test(nonce))).toEqual([]);
    expect(new Set(nonces).size).toBe(10_000);
  });

  it('returns the same sequence for the same origin and key, in whatever order the keys are listed', () => {
    expect(numbers(new CodeSource([k2, k1]))).toEqual(numbers(source));
    expect(numbers(new CodeSource([k1]))).toEqual(numbers(source));
  });

  it.each(Object.keys(ORIGIN) as (keyof CodeOrigin)[])('returns another sequence for another %s', (field) => {
    expect(numbers(source, { ...ORIGIN, [field]: 'other' })).not.toEqual(numbers(source));
  });

  it('returns another sequence under another key', () => {
    expect(numbers(source, ORIGIN, 'k2')).not.toEqual(numbers(source));
    expect(() => source.indexes(ORIGIN, 'k3')).toThrow('no such key');
  });

  it('derives another key than CodeMac: the same fields have different values', () => {
    const binding = { tenant: 'a', use: 'b', type: 'c', recipient: 'd', id: 'e', code: '0' };
    expect(numbers(source, ORIGIN, 'k1', 32)).not.toEqual([...new CodeMac([k1]).sign(binding).mac]);
  });

  it('returns numbers below the size, also after many blocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.string(), (max, nonce) => {
        const next = source.indexes({ ...ORIGIN, nonce }, 'k1');
        return Array.from({ length: 100 }, () => next(max)).every((number) => number >= 0 && number < max);
      }),
    );
  });

  it('prints no secret', () => {
    expect(inspect(new CodeSource([k1]), { depth: 9, showHidden: true })).toBe('CodeSource {}');
  });
});
