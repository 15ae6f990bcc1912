import { describe, expect, it } from 'vitest';
import { fill } from './catalogue.js';

describe('fill', () => {
  it('puts values in place of their names', () => {
    expect(fill('{code} is valid for {minutes} min', { code: '042137', minutes: 3 })).toBe(
      '042137 is valid for 3 min',
    );
  });

  it('leaves an unknown placeholder as it is written', () => {
    expect(fill('{a} {constructor} {__proto__}', { a: 'x' })).toBe('x {constructor} {__proto__}');
  });

  it('never reads a value for placeholders again', () => {
    expect(fill('{brand} {code}', { brand: '{code}', code: '1' })).toBe('{code} 1');
  });
});
