import { createHmac, hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { SecretKey } from '../../../config/keys.config.js';
import { type CodeBinding, CodeMac } from './code-mac.js';

const key = (id: string): SecretKey => ({ id, secret: Buffer.from(id.repeat(32).slice(0, 32)) });
const [k1, k2] = [key('k1'), key('k2')];
const keys = new CodeMac([k1]);

const BINDING: CodeBinding = {
  tenant: 'default',
  use: 'login',
  type: 'email',
  recipient: 'jane@example.com',
  id: 'Y1goJMD3qvs6jZ63QUXN',
  code: '637828',
};
const OTHER: CodeBinding = {
  tenant: 'acme',
  use: 'register',
  type: 'phone',
  recipient: 'joan@example.com',
  id: 'Z1goJMD3qvs6jZ63QUXN',
  code: '637829',
};
const FIELDS = Object.keys(BINDING) as (keyof CodeBinding)[];
const mac = (binding: CodeBinding, by = keys) => by.sign(binding).mac.toString('hex');

/** Every non-empty set of fields. */
const SUBSETS = Array.from({ length: 2 ** FIELDS.length - 1 }, (_, bits) =>
  FIELDS.filter((_field, i) => ((bits + 1) >> i) & 1),
);

describe('CodeMac', () => {
  it('computes HMAC-SHA-256 under a derived key over the length-prefixed fields', () => {
    const derived = Buffer.from(hkdfSync('sha256', k1.secret, '', 'code-mac', 32));
    const hmac = createHmac('sha256', derived);
    const { tenant, use, type, recipient, id, code } = BINDING;
    for (const field of ['vc1', tenant, use, type, recipient, id, code]) {
      hmac.update(Buffer.from([0, 0, 0, field.length])).update(field);
    }
    expect(mac(BINDING)).toBe(hmac.digest('hex'));
  });

  it('computes the same MAC in another instance with the same keys', () => {
    expect(mac({ ...BINDING }, new CodeMac([{ id: 'k1', secret: Buffer.from(k1.secret) }]))).toBe(
      mac(BINDING),
    );
  });

  it.each(['email', 'phone', 'image'])(
    'computes another MAC for every altered subset of the bound fields (%s)',
    (type) => {
      const bound = { ...BINDING, type };
      const right = mac(bound);
      const macs = SUBSETS.map((fields) =>
        mac({
          ...bound,
          ...Object.fromEntries(fields.map((f) => [f, f === 'type' ? `${type}2` : OTHER[f]])),
        }),
      );
      expect(macs).not.toContain(right);
      expect(new Set(macs).size).toBe(SUBSETS.length);
    },
  );

  it.each(FIELDS)('computes another MAC with one more, one less or no character of %s', (field) => {
    const value = BINDING[field];
    const altered = [`${value} `, ` ${value}`, value.slice(1), value.slice(0, -1), '', `${value}\u0000`];
    expect(altered.map((text) => mac({ ...BINDING, [field]: text }))).not.toContain(mac(BINDING));
  });

  it.each([
    [
      { tenant: 'a:b', use: 'c' },
      { tenant: 'a', use: 'b:c' },
    ],
    [
      { tenant: 'a', use: 'bc' },
      { tenant: 'ab', use: 'c' },
    ],
    [
      { tenant: '', use: 'ab' },
      { tenant: 'ab', use: '' },
    ],
    [
      { use: 'login', type: 'email' },
      { use: 'email', type: 'login' },
    ],
    [
      { recipient: 'x', id: '\u0000\u0000\u0000\u0001' },
      { recipient: 'x\u0000\u0000\u0000\u0001', id: '' },
    ],
    [
      { id: 'a', code: 'bc' },
      { id: 'ab', code: 'c' },
    ],
    [{ recipient: 'ä' }, { recipient: 'a\u0308' }],
  ])('computes different MACs for %j and %j', (one, other) => {
    expect(mac({ ...BINDING, ...one })).not.toBe(mac({ ...BINDING, ...other }));
  });
});

describe('CodeMac: key rotation', () => {
  const issued = new CodeMac([k1]).sign(BINDING);

  it('signs under the first key and returns its id', () => {
    expect(new CodeMac([k2, k1]).sign(BINDING).keyId).toBe('k2');
    expect(new CodeMac([k1, k2]).sign(BINDING)).toEqual(issued);
  });

  it('verifies a code of k1 while k2 is first', () => {
    expect(new CodeMac([k2, k1]).computeAll(BINDING).get(issued.keyId)).toEqual(issued.mac);
  });

  it('verifies no code of k1 once k1 is removed', () => {
    const macs = new CodeMac([k2]).computeAll(BINDING);
    expect([...macs.keys()]).toEqual(['k2']);
    expect([...macs.values()].some((computed) => computed.equals(issued.mac))).toBe(false);
  });

  it('verifies nothing under another key with the same id', () => {
    const impostor = new CodeMac([{ id: 'k1', secret: k2.secret }]);
    expect(impostor.computeAll(BINDING).get('k1')).not.toEqual(issued.mac);
  });

  it('computes one MAC per key, all different', () => {
    const macs = new CodeMac([k2, k1]).computeAll(BINDING);
    expect([...macs.keys()]).toEqual(['k2', 'k1']);
    expect(macs.get('k2')).not.toEqual(macs.get('k1'));
    expect([...macs.values()].map(({ length }) => length)).toEqual([32, 32]);
  });

  it('signs under the key that is named, wherever it is listed', () => {
    for (const listed of [
      [k1, k2],
      [k2, k1],
    ]) {
      expect(new CodeMac(listed).sign(BINDING, 'k1')).toEqual(issued);
      expect(new CodeMac(listed).sign(BINDING, 'k2')).toEqual(new CodeMac([k2]).sign(BINDING));
    }
  });

  it('throws without the key that signs', () => {
    expect(() => new CodeMac([]).sign(BINDING)).toThrow('no such key');
    expect(() => new CodeMac([k1]).sign(BINDING, 'k2')).toThrow('no such key');
  });
});

describe('CodeMac when it is printed', () => {
  it.each([
    ['JSON', (value: CodeMac) => JSON.stringify({ value })],
    ['inspect', (value: CodeMac) => inspect(value, { depth: 9, showHidden: true })],
    ['own properties', (value: CodeMac) => Reflect.ownKeys(value).map(String).join()],
  ])('contains no key material: %s', (_form, print) => {
    const printed = print(new CodeMac([k1, k2]));
    for (const { secret } of [k1, k2]) {
      const derived = Buffer.from(hkdfSync('sha256', secret, '', 'code-mac', 32));
      for (const bytes of [secret, derived]) {
        const shown = ['hex', 'base64', 'base64url', 'latin1'].map((e) =>
          bytes.toString(e as BufferEncoding),
        );
        const listed = [[...bytes].join(','), bytes.toString('hex').match(/../g)?.join(' ') ?? ''];
        expect([...shown, ...listed].filter((form) => printed.includes(form))).toEqual([]);
      }
    }
    expect(printed).not.toContain('Buffer');
  });
});
