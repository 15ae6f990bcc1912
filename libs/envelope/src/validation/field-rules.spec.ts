import 'reflect-metadata';
import { validate, type ValidationError } from 'class-validator';
import { describe, expect, it, vi } from 'vitest';
import { constraintDetails } from './constraint-params.js';
import { FieldRule, IsExclusiveWith, IsEqualTo, IsText, IsRequiredWith } from './field-rules.js';

/** Names of the constraints that `value` violates in a DTO with one decorator. */
async function violations(rule: PropertyDecorator, body: object): Promise<string[]> {
  class Dto {}
  rule(Dto.prototype, 'value');
  const [error] = await validate(Object.assign(new Dto(), body));
  return Object.keys(error?.constraints ?? {});
}

describe('IsText()', () => {
  it.each(['', 'login', 'ä 漢字 ✓', '😀', 'a\u200bb', 'x'.repeat(5000)])('accepts %j', async (value) => {
    expect(await violations(IsText(), { value })).toEqual([]);
  });

  it.each([
    ['NUL', 'a\u0000'],
    ['a line break', 'a\r\nb'],
    ['a tab', 'a\tb'],
    ['DEL', 'a\u007f'],
    ['a C1 control', 'a\u0085'],
    ['a high surrogate', 'a\ud83d'],
    ['a low surrogate', '\ude00b'],
    ['U+FFFD', 'a\ufffd'],
    ['a number', 42],
    ['a list', ['a']],
    ['undefined', undefined],
    ['null', null],
  ])('refuses %s', async (_what, value) => {
    expect(await violations(IsText(), { value })).toEqual(['isText']);
  });
});

describe('IsEqualTo()', () => {
  it.each([
    [{ value: 'a', other: 'a' }],
    [{ value: '', other: 'a' }],
    [{ value: 'a', other: '' }],
    [{ value: 'a' }],
    [{ other: 'a' }],
    [{}],
  ])('accepts equal fields, and an empty or absent one: %j', async (body) => {
    expect(await violations(IsEqualTo('other'), body)).toEqual([]);
  });

  it.each([[{ value: 'a', other: 'b' }], [{ value: 'a', other: 'A' }], [{ value: 'a', other: ['a'] }]])(
    'refuses different values: %j',
    async (body) => {
      expect(await violations(IsEqualTo('other'), body)).toEqual(['isEqualTo']);
    },
  );
});

describe('IsEqualTo() with a function', () => {
  const rule = IsEqualTo('other', (value, { fold }) => (fold ? String(value).toLowerCase() : value));

  it('compares what the function returns for the values and the body', async () => {
    expect(await violations(rule, { value: 'A', other: 'a', fold: true })).toEqual([]);
    expect(await violations(rule, { value: 'A', other: 'b', fold: true })).toEqual(['isEqualTo']);
    expect(await violations(rule, { value: 'A', other: 'a' })).toEqual(['isEqualTo']);
  });
});

describe('IsRequiredWith()', () => {
  it.each([[{ value: 'a', other: 'b' }], [{ value: '', other: '' }], [{ value: '' }], [{}]])(
    'accepts both fields or neither: %j',
    async (body) => {
      expect(await violations(IsRequiredWith('other'), body)).toEqual([]);
    },
  );

  it.each([[{ value: 'a' }], [{ other: 'b' }], [{ value: 'a', other: '' }], [{ value: '', other: 'b' }]])(
    'refuses one field without the other: %j',
    async (body) => {
      expect(await violations(IsRequiredWith('other'), body)).toEqual(['isRequiredWith']);
    },
  );
});

describe('IsExclusiveWith()', () => {
  it.each([
    [{ value: 'a' }],
    [{ value: 'a', other: '' }],
    [{ value: '', other: 'b' }],
    [{ other: 'b' }],
    [{}],
  ])('accepts at most one of both fields: %j', async (body) => {
    expect(await violations(IsExclusiveWith('other'), body)).toEqual([]);
  });

  it('refuses both fields', async () => {
    expect(await violations(IsExclusiveWith('other'), { value: 'a', other: 'b' })).toEqual([
      'isExclusiveWith',
    ]);
  });
});

describe('FieldRule()', () => {
  it('calls the predicate with the value and the whole body', async () => {
    const holds = vi.fn(() => true);
    await violations(FieldRule('isX', holds), { value: 'a', other: 'b' });
    expect(holds).toHaveBeenCalledWith('a', expect.objectContaining({ value: 'a', other: 'b' }));
  });

  it.each([[{ other: 'b' }], [{ values: 'a, "b"', other: '{field}' }]])(
    'reports its name and its params: %j',
    async (params) => {
      class Dto {}
      FieldRule('isX', () => false, params)(Dto.prototype, 'value');
      const [error] = await validate(Object.assign(new Dto(), { value: 'a' }));
      expect(Object.keys(error?.constraints ?? {})).toEqual(['isX']);
      expect(constraintDetails(error as ValidationError, 'isX')).toEqual({ params });
    },
  );

  it('reports no params by default', async () => {
    class Dto {}
    FieldRule('isX', () => false)(Dto.prototype, 'value');
    const [error] = await validate(Object.assign(new Dto(), { value: 'a' }));
    expect(constraintDetails(error as ValidationError, 'isX')).toEqual({});
  });
});
