import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeMac } from './code-mac.js';
import { LimitKeys } from './limit-keys.js';

const k1 = { id: 'k1', secret: Buffer.alloc(32, 'one') };
const k2 = { id: 'k2', secret: Buffer.alloc(32, 'two') };

describe('LimitKeys', () => {
  it('returns one key per listed secret key, the current one first', () => {
    const [first, second] = new LimitKeys([k2, k1]).keysFor('ip', 'default', '192.0.2.1');
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(new LimitKeys([k2]).keysFor('ip', 'default', '192.0.2.1')).toEqual([first]);
    expect(new LimitKeys([k1]).keysFor('ip', 'default', '192.0.2.1')).toEqual([second]);
    expect(first).not.toBe(second);
  });

  it('returns different keys for different fields and kinds: a:b + c is not a + b:c', () => {
    const keys = new LimitKeys([k1]);
    const field = fc.oneof(fc.string(), fc.constantFrom('', ':', 'a', 'a:', ':a', '\0', '\0\0\0\u0001'));
    fc.assert(
      fc.property(fc.array(field, { maxLength: 3 }), fc.array(field, { maxLength: 3 }), (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        return keys.keysFor('ip', ...one)[0] !== keys.keysFor('ip', ...other)[0];
      }),
      { numRuns: 10_000 },
    );
    expect(keys.keysFor('ip', 'a', 'b')).not.toEqual(keys.keysFor('account', 'a', 'b'));
  });

  it('returns different keys for 10,000 random tenants', () => {
    const keys = new LimitKeys([k1]);
    const tenantKeys = Array.from(
      { length: 10_000 },
      () => keys.keysFor('tenant', randomBytes(6).toString('hex'))[0],
    );
    expect(new Set(tenantKeys).size).toBe(10_000);
  });

  it('returns one account tag per listed secret key, the current one first', () => {
    const tags = new LimitKeys([k2, k1]).accountTags('default', 'a@example.com');
    expect(new LimitKeys([k2]).accountTags('default', 'a@example.com')).toEqual(tags.slice(0, 1));
    expect(new LimitKeys([k1]).accountTags('default', 'a@example.com')).toEqual(tags.slice(1));
    expect(tags[0]).toMatch(/^[\w-]{43}$/);
    expect(new LimitKeys([k2]).accountTags('other', 'a@example.com')[0]).not.toBe(tags[0]);
  });

  it('derives another key than CodeMac: the same fields have different values', () => {
    const binding = { tenant: 'a', use: 'b', type: 'c', recipient: 'd', id: 'e', code: 'f' };
    const mac = new CodeMac([k1]).sign(binding).mac.toString('base64url');
    expect(new LimitKeys([k1]).keysFor('vc1', 'a', 'b', 'c', 'd', 'e', 'f')).not.toContain(mac);
  });

  it('prints no secret', () => {
    const printed = inspect(new LimitKeys([k1]), { depth: 9, showHidden: true });
    expect(printed).toBe('LimitKeys {}');
  });
});
