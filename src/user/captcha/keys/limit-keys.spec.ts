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

  describe('accountKeys()', () => {
    const account = { tenant: 'default', use: 'login', type: 'email', recipient: 'a@example.com' };

    it('returns the tag and the subject under each listed secret key, the current one first', () => {
      const keys = new LimitKeys([k2, k1]).accountKeys(account);
      expect(keys.map(({ keyId }) => keyId)).toEqual(['k2', 'k1']);
      expect(new LimitKeys([k2]).accountKeys(account)).toEqual(keys.slice(0, 1));
      expect(new LimitKeys([k1, k2]).accountKeys(account)).toEqual(keys.toReversed());
      for (const { tag, subject } of keys) expect([tag, subject].join(' ')).toMatch(/^[\w-]{43} [\w-]{43}$/);
    });

    it('has one tag for all purposes and types of an account, and a subject for each', () => {
      const keys = new LimitKeys([k1]);
      const [login] = keys.accountKeys(account);
      for (const change of [{ use: 'register' }, { type: 'phone' }]) {
        const [other] = keys.accountKeys({ ...account, ...change });
        expect(other?.tag).toBe(login?.tag);
        expect(other?.subject).not.toBe(login?.subject);
      }
      for (const change of [{ tenant: 'other' }, { recipient: 'b@example.com' }]) {
        expect(keys.accountKeys({ ...account, ...change })[0]?.tag).not.toBe(login?.tag);
      }
    });

    it('has one tag for accounts that share a budget, with different subjects and gaps', () => {
      const keys = new LimitKeys([k1]);
      const [one] = keys.accountKeys(account, '*@example.com');
      const [other] = keys.accountKeys({ ...account, recipient: 'b@example.com' }, '*@example.com');
      expect(one?.tag).toBe(other?.tag);
      expect(one?.subject).not.toBe(other?.subject);
      expect(one?.account).not.toBe(other?.account);
      expect(keys.accountKeys(account)[0]).not.toHaveProperty('account');
    });

    it('has one name for the gap under all listed keys, in whatever order they are listed', () => {
      const names = [
        [k1, k2],
        [k2, k1],
      ].flatMap((listed) =>
        new LimitKeys(listed).accountKeys(account, '*@example.com').map((key) => key.account),
      );
      expect(new Set(names).size).toBe(1);
      expect(names[0]).toMatch(/^[\w-]{43}$/);
    });
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
