import 'reflect-metadata';
import { validate, type ValidationError } from 'class-validator';
import { describe, expect, it, vi } from 'vitest';
import { madeWith } from './constraint-params.js';
import {
  FieldRule,
  IsExclusiveWith,
  IsEqualTo,
  IsText,
  IsRequiredWith,
  IsOptionalNotNull,
} from './field-rules.js';

/** The broken rules of the field `value` of a body made with one decorator. */
async function broken(rule: PropertyDecorator, body: object): Promise<string[]> {
  class Dto {}
  rule(Dto.prototype, 'value');
  const [error] = await validate(Object.assign(new Dto(), body));
  return Object.keys(error?.constraints ?? {});
}

describe('IsText', () => {
  it.each(['', 'login', 'ä 漢字 ✓', '😀', 'a\u200bb', 'x'.repeat(5000)])('holds for %j', async (value) => {
    expect(await broken(IsText(), { value })).toEqual([]);
  });

  it.each([
    ['NUL', 'a\u0000'],
    ['a line break', 'a\r\nb'],
    ['a tab', 'a\tb'],
    ['DEL', 'a\u007f'],
    ['a C1 control', 'a\u0085'],
    ['half of a pair', 'a\ud83d'],
    ['the other half', '\ude00b'],
    ['what invalid UTF-8 becomes', 'a\ufffd'],
    ['a number', 42],
    ['a list', ['a']],
    ['nothing', undefined],
    ['null', null],
  ])('refuses %s', async (_what, value) => {
    expect(await broken(IsText(), { value })).toEqual(['isText']);
  });
});

describe('IsEqualTo', () => {
  it.each([
    [{ value: 'a', other: 'a' }],
    [{ value: '', other: 'a' }],
    [{ value: 'a', other: '' }],
    [{ value: 'a' }],
    [{ other: 'a' }],
    [{}],
  ])('lets a field repeat another one, or say nothing: %j', async (body) => {
    expect(await broken(IsEqualTo('other'), body)).toEqual([]);
  });

  it.each([[{ value: 'a', other: 'b' }], [{ value: 'a', other: 'A' }], [{ value: 'a', other: ['a'] }]])(
    'lets no field contradict another one: %j',
    async (body) => {
      expect(await broken(IsEqualTo('other'), body)).toEqual(['isSame']);
    },
  );
});

describe('IsRequiredWith', () => {
  it.each([[{ value: 'a', other: 'b' }], [{ value: '', other: '' }], [{ value: '' }], [{}]])(
    'holds when both came or none: %j',
    async (body) => {
      expect(await broken(IsRequiredWith('other'), body)).toEqual([]);
    },
  );

  it.each([[{ value: 'a' }], [{ other: 'b' }], [{ value: 'a', other: '' }], [{ value: '', other: 'b' }]])(
    'refuses one without the other: %j',
    async (body) => {
      expect(await broken(IsRequiredWith('other'), body)).toEqual(['isTogether']);
    },
  );
});

describe('IsExclusiveWith', () => {
  it.each([
    [{ value: 'a' }],
    [{ value: 'a', other: '' }],
    [{ value: '', other: 'b' }],
    [{ other: 'b' }],
    [{}],
  ])('holds when only one came: %j', async (body) => {
    expect(await broken(IsExclusiveWith('other'), body)).toEqual([]);
  });

  it('refuses both', async () => {
    expect(await broken(IsExclusiveWith('other'), { value: 'a', other: 'b' })).toEqual(['isAlone']);
  });
});

describe('IsOptionalNotNull', () => {
  const optional: PropertyDecorator = (target, key) => {
    IsOptionalNotNull()(target, key);
    IsText()(target, key);
  };

  it('excuses a field that did not come', async () => {
    expect(await broken(optional, {})).toEqual([]);
    expect(await broken(optional, { value: undefined })).toEqual([]);
  });

  it.each([null, '\u0000', 0, false])('excuses no field that came as %j', async (value) => {
    expect(await broken(optional, { value })).toEqual(['isText']);
  });
});

describe('FieldRule', () => {
  it('judges the value beside the rest of its body', async () => {
    const holds = vi.fn(() => true);
    await broken(FieldRule('isX', holds), { value: 'a', other: 'b' });
    expect(holds).toHaveBeenCalledWith('a', expect.objectContaining({ value: 'a', other: 'b' }));
  });

  it.each([[{ other: 'b' }], [{ values: 'a, "b"', other: '{field}' }]])(
    'breaks under its own name, with what fills its text: %j',
    async (params) => {
      class Dto {}
      FieldRule('isX', () => false, params)(Dto.prototype, 'value');
      const [error] = await validate(Object.assign(new Dto(), { value: 'a' }));
      expect(Object.keys(error?.constraints ?? {})).toEqual(['isX']);
      expect(madeWith(error as ValidationError, 'isX')).toEqual({ params });
    },
  );

  it('brings nothing where nothing is to be filled in', async () => {
    class Dto {}
    FieldRule('isX', () => false)(Dto.prototype, 'value');
    const [error] = await validate(Object.assign(new Dto(), { value: 'a' }));
    expect(madeWith(error as ValidationError, 'isX')).toEqual({});
  });
});
