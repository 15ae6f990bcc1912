import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { smsSegments } from './sms-segments.js';

const sizes = (text: string) => smsSegments(text).parts.map((part) => part.length);

describe('smsSegments()', () => {
  it.each([
    ['160 plain letters', 'a'.repeat(160), [160]],
    ['161 plain letters', 'a'.repeat(161), [153, 8]],
    ['80 euro signs, two septets each', '€'.repeat(80), [80]],
    ['81 euro signs', '€'.repeat(81), [76, 5]],
    ['70 Chinese characters', '码'.repeat(70), [70]],
    ['306 plain letters', 'a'.repeat(306), [153, 153]],
    [
      'a part whose last septet is too small for a euro sign',
      `${'a'.repeat(152)}€${'a'.repeat(152)}`,
      [152, 152, 1],
    ],
    ['nothing', '', [0]],
    ['71 Chinese characters', '码'.repeat(71), [67, 4]],
    ['36 emoji, two units each', '🔑'.repeat(36), [66, 6]],
  ])('splits %s by the capacity of GSM networks', (_name, text, expected) =>
    expect(sizes(text)).toEqual(expected),
  );

  it.each([
    ['482913 is your code. Größe, ñandú, Ωμέγα? {€}', false],
    ['482913 is your code. Größe, ñandù? {€} @£', true],
    ['482913 — your code', false],
    ['ваш код', false],
    ['a\u001bb', false],
  ])('finds that %j fits the GSM alphabet: %s', (text, isGsm) => expect(smsSegments(text).isGsm).toBe(isGsm));

  it.each([
    ['[€]', 6],
    ['code é à ñ', 10],
    ['código', 6],
    ['😀', 2],
  ])('measures %j as %i septets or UTF-16 units', (text, units) =>
    expect(smsSegments(text).units).toBe(units),
  );

  it.each([
    ['', [], 160],
    ['482913 {€}', [], 160],
    ['a — b — “c”', ['—', '“', '”'], 70],
    ['码🔑码', ['码', '🔑'], 70],
  ])('names the characters of %j outside the GSM alphabet: %j', (text, outsideGsm, capacity) =>
    expect(smsSegments(text)).toMatchObject({ outsideGsm, capacity }),
  );

  it.each([
    ['160 plain letters', 'a'.repeat(160), 1],
    ['153 plain letters and four signs of two septets', `${'a'.repeat(153)}{}[]`, 2],
    ['two full parts', 'a'.repeat(306), 2],
    ['two full parts and a letter', 'a'.repeat(307), 3],
    ['two full parts of UCS-2', '码'.repeat(134), 2],
    ['two full parts of UCS-2 and a character', '码'.repeat(135), 3],
    ['70 letters of which one is not in the alphabet', `${'a'.repeat(69)}—`, 1],
    ['71 letters of which one is not in the alphabet', `${'a'.repeat(70)}—`, 2],
  ])('counts the parts of %s', (_name, text, expected) =>
    expect(smsSegments(text).parts).toHaveLength(expected),
  );

  it('knows 127 characters of one septet and ten of two, as 3GPP TS 23.038 lists', () => {
    const basicPlane = Array.from({ length: 0xd800 }, (_, unit) => String.fromCharCode(unit));
    const units = basicPlane.map((character) => smsSegments(character)).filter(({ isGsm }) => isGsm);
    expect(units.filter((segments) => segments.units === 1)).toHaveLength(127);
    expect(units.filter((segments) => segments.units === 2)).toHaveLength(10);
  });

  it('preserves the text and splits no character', () => {
    const unit = fc.constantFrom('a', '€', '码', '🔑', 'é');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 400 }), (text) => {
        const { parts, isGsm } = smsSegments(text);
        expect(parts.join('')).toBe(text);
        expect(parts.some((part) => /\p{Surrogate}/u.test(part))).toBe(false);
        const size = (part: string) => (isGsm ? part.length + (part.match(/€/g)?.length ?? 0) : part.length);
        const limit = isGsm ? 153 : 67;
        expect(parts.length === 1 || parts.every((part) => size(part) <= limit)).toBe(true);
      }),
      { seed: 4 },
    );
  });
});
