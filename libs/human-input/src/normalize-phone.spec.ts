import { describe, expect, it } from 'vitest';
import { normalizePhone } from './normalize-phone.js';
import { charactersOf } from './testing/characters-of.js';

const between = (characters: readonly string[]): readonly string[] =>
  characters.filter(
    (character) =>
      normalizePhone(`${character}+44${character}(0)7400 123456${character}`) !== '+4407400123456',
  );

describe('normalizePhone()', () => {
  it.each([
    ['(+44) 7400 123456', '+447400123456'],
    ['(+86)13800138000', '+8613800138000'],
    ['(+1) 650-253-0000', '+16502530000'],
    ['\u202d+86 138 0013 8000\u202c', '+8613800138000'],
    ['138\u00a00013\u00a08000', '13800138000'],
    ['138\u20130013\u20138000\t\r\n', '13800138000'],
    ['１３８００１３８０００', '13800138000'],
    ['＋８６（１３８）００１３－８０００', '+8613800138000'],
    ['138.0013.8000', '13800138000'],
    ['０９０ー１２３４ー５６７８', '09012345678'],
  ])('drops what people write between digits: %j becomes %s', (text, number) => {
    expect(normalizePhone(text)).toBe(number);
  });

  it('drops every dash of Unicode', () => {
    expect(between(charactersOf(/^\p{Dash}$/u))).toEqual([]);
  });

  it('drops every space of Unicode, and every invisible character', () => {
    expect(between(charactersOf(/^[\p{Zs}\p{Cf}\p{Variation_Selector}]$/u))).toEqual([]);
  });

  it('drops every white space character at both ends', () => {
    const failed = charactersOf(/^\p{White_Space}$/u).filter(
      (space) => normalizePhone(`${space}+44${space}`) !== '+44',
    );
    expect(failed).toEqual([]);
  });

  it.each([
    '13800138000,13800138001',
    '13800138000/13800138001',
    '13800138000\n13800138001',
    '13800138000\u202813800138001',
    '٠١٢٣',
    '123x4',
    '+1+2',
    '13800138000\u0000',
  ])('keeps what is not part of a number, for the caller to refuse: %j', (text) => {
    expect(normalizePhone(text)).toBe(text);
  });
});
