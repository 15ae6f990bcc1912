import { describe, expect, it } from 'vitest';
import { fill } from './catalogue.js';

describe('fill()', () => {
  it('replaces placeholders with values', () => {
    expect(fill('{code} is valid for {minutes} min', { code: '042137', minutes: 3 })).toBe(
      '042137 is valid for 3 min',
    );
  });

  it('keeps a placeholder without a value', () => {
    expect(fill('{a} {constructor} {__proto__}', { a: 'x' })).toBe('x {constructor} {__proto__}');
  });

  it('does not replace placeholders inside values', () => {
    expect(fill('{brand} {code}', { brand: '{code}', code: '1' })).toBe('{code} 1');
  });
});
