import { describe, expect, it } from 'vitest';
import { smsSize } from './sms-segments.js';

describe('An SMS', () => {
  it.each([
    ['a'.repeat(160), { alphabet: 'gsm', units: 160, segments: 1 }],
    ['a'.repeat(161), { alphabet: 'gsm', units: 161, segments: 2 }],
    ['a'.repeat(306), { alphabet: 'gsm', units: 306, segments: 2 }],
    ['a'.repeat(307), { alphabet: 'gsm', units: 307, segments: 3 }],
    ['[€]', { alphabet: 'gsm', units: 6, segments: 1 }],
    ['验'.repeat(70), { alphabet: 'ucs2', units: 70, segments: 1 }],
    ['验'.repeat(71), { alphabet: 'ucs2', units: 71, segments: 2 }],
    ['code é à ñ', { alphabet: 'gsm', units: 10, segments: 1 }],
    ['código', { alphabet: 'ucs2', units: 6, segments: 1 }],
    ['😀', { alphabet: 'ucs2', units: 2, segments: 1 }],
    ['', { alphabet: 'gsm', units: 0, segments: 1 }],
  ])('%j is measured as operators bill it', (text, size) => {
    expect(smsSize(text)).toEqual(size);
  });
});
