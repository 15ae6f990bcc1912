import 'reflect-metadata';
import { StrictValidationPipe, ParameterError, type FieldError } from '@system-management/envelope';
import { Type } from 'class-transformer';
import * as rules from 'class-validator';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS, fieldErrorText } from './index.js';

enum Plan {
  Free = 'free',
  Paid = 'paid',
}

class Inner {
  @rules.IsString()
  name!: string;
}

const pipe = new StrictValidationPipe();

/** The field errors of a DTO whose field `value` has these decorators. */
async function fieldErrorsWith(
  decorators: readonly PropertyDecorator[],
  value: unknown,
): Promise<readonly FieldError[]> {
  class Dto {}
  for (const decorate of decorators) decorate(Dto.prototype, 'value');
  const thrown: unknown = await pipe
    .transform({ value }, { type: 'body', metatype: Dto })
    .catch((error: unknown) => error);
  return thrown instanceof ParameterError ? thrown.fieldErrors : [];
}

/** The text of a rule without one, and of a rule that lacks a parameter of its text. */
const INVALID = 'value is not valid. Check it and try again.';

/** Decorator, a value that violates it, and the expected English text. */
const VIOLATIONS: readonly (readonly [PropertyDecorator, unknown, string])[] = [
  [rules.IsDefined(), undefined, 'value is required.'],
  [rules.IsNotEmpty(), '', 'value is required.'],
  [rules.Equals('a'), 'b', 'value must be one of: a.'],
  [rules.NotEquals('a'), 'a', 'value must not be one of: a.'],
  [rules.IsEmpty(), 'a', 'value must be empty.'],
  [rules.IsIn(['a', 'b']), 'c', 'value must be one of: a, b.'],
  [rules.IsNotIn(['a', 'b']), 'a', 'value must not be one of: a, b.'],
  [rules.IsBoolean(), 'yes', 'value must be true or false.'],
  [rules.IsDate(), 'x', 'value must be a date, such as 2026-11-29.'],
  [rules.IsString(), 5, 'value must be a string.'],
  [rules.IsNumber(), 'x', 'value must be a number.'],
  [rules.IsInt(), 1.5, 'value must be a whole number.'],
  [rules.IsArray(), 'x', 'value must be a list.'],
  [rules.IsEnum(Plan), 'x', 'value must be one of: free, paid.'],
  [rules.IsDivisibleBy(5), 7, 'value must be a multiple of 5.'],
  [rules.IsPositive(), -1, 'value must be greater than 0.'],
  [rules.IsNegative(), 1, 'value must be less than 0.'],
  [rules.Min(1), 0, 'value must be at least 1.'],
  [rules.Max(9), 10, 'value must be at most 9.'],
  [rules.MinDate(new Date(0)), 'x', 'value must not be before 1970-01-01.'],
  [rules.MinDate(() => new Date(1)), 'x', 'value must not be before 1970-01-01T00:00:00.001Z.'],
  [rules.IsByteLength(3), 'a', INVALID],
  [rules.MaxDate(new Date(0)), 'x', 'value must not be after 1970-01-01.'],
  [rules.IsBooleanString(), 'x', 'value must be true or false.'],
  [rules.IsDateString(), 'x', 'value must be a date, such as 2026-11-29.'],
  [rules.IsISO8601(), 'x', 'value must be a date, such as 2026-11-29.'],
  [rules.IsNumberString(), 'x', 'value must be a number.'],
  [rules.Contains('a'), 'b', 'value must contain: a.'],
  [rules.NotContains('a'), 'a', 'value must not contain: a.'],
  [rules.IsAlpha(), '1', 'value may only have letters.'],
  [rules.IsAlphanumeric(), '-', 'value may only have letters and digits.'],
  [rules.IsDecimal(), 'x', 'value must be a number.'],
  [rules.IsBase64(), '!', 'value must be a valid Base64.'],
  [rules.IsByteLength(1, 3), 'four', 'value must have 1 to 3 bytes.'],
  [rules.IsEmail(), 'x', 'That is not an e-mail address. Check it and try again.'],
  [rules.IsUrl(), 'x', 'value must be a valid URL.'],
  [rules.IsFQDN(), '-', 'value must be a valid DNS.'],
  [rules.IsIP(), 'x', 'value must be a valid IP.'],
  [rules.IsJSON(), '{', 'value must be a valid JSON.'],
  [rules.IsJWT(), 'x', 'value must be a valid JWT.'],
  [rules.IsUUID(), 'x', 'value must be a valid UUID.'],
  [rules.IsMongoId(), 'x', 'value must be a valid ObjectId.'],
  [rules.IsHexColor(), 'x', 'value must be a valid #RRGGBB.'],
  [rules.IsLowercase(), 'A', 'value must be in lower case.'],
  [rules.IsUppercase(), 'a', 'value must be in upper case.'],
  [rules.Length(3, 20), 'a', 'value must have 3 to 20 characters.'],
  [rules.Length(3), 'a', 'value must have 3 or more characters.'],
  [rules.Length(5, 5), 'a', 'value must have exactly 5 characters.'],
  [rules.MinLength(3), 'a', 'value must have 3 or more characters.'],
  [rules.MaxLength(3), 'four', 'value must have at most 3 characters.'],
  [rules.Matches(/^a/), 'b', 'value does not have the expected format. Check it and try again.'],
  [
    rules.IsMobilePhone('zh-CN'),
    'x',
    'That is not a phone number. Check it and try again. Start a number from another country with + and its country code.',
  ],
  [
    rules.IsPhoneNumber(),
    'x',
    'That is not a phone number. Check it and try again. Start a number from another country with + and its country code.',
  ],
  [rules.IsTimeZone(), 'x', 'value must be a valid IANA Area/City.'],
  [rules.IsSemVer(), 'x', 'value must be a valid SemVer.'],
  [rules.IsIBAN(), 'x', 'value must be a valid IBAN.'],
  [rules.IsPort(), 'x', 'value must be a whole number.'],
  [rules.IsLatitude(), 'x', 'value must be a number.'],
  [rules.IsLatLong(), 'x', 'value must be a valid lat,long.'],
  [rules.IsPostalCode('DE'), 'x', 'value does not have the expected format. Check it and try again.'],
  [rules.IsCreditCard(), 'x', 'value does not have the expected format. Check it and try again.'],
  [
    rules.IsStrongPassword(),
    'x',
    'This password is too easy to guess. Choose a longer one, with capital and small letters, digits and symbols.',
  ],
  [rules.ArrayContains(['a']), ['b'], 'value must contain: a.'],
  [rules.ArrayNotContains(['a']), ['a'], 'value must not contain: a.'],
  [rules.ArrayNotEmpty(), [], 'value is required.'],
  [rules.ArrayMinSize(2), ['a'], 'Choose at least 2.'],
  [rules.ArrayMaxSize(1), ['a', 'b'], 'Choose at most 1.'],
  [rules.ArrayUnique(), ['a', 'a'], 'The same entry appears twice. Remove one of them.'],
  [rules.IsObject(), 'x', 'value must be an object.'],
  [rules.IsNotEmptyObject(), {}, 'value is required.'],
  [rules.IsInstance(Inner), {}, 'value must be an object.'],
];

const invalidText = (tag: string) => fieldErrorText({ field: 'value', rule: 'unknown' }, tag);

describe('fieldErrorText() for rules of class-validator', () => {
  it.each(VIOLATIONS.map(([rule, value, text], index) => ({ index, rule, value, text })))(
    'returns a specific text in every language: $text ($index)',
    async ({ rule, value, text }) => {
      const [fieldError, ...more] = await fieldErrorsWith([rule], value);
      expect(more).toEqual([]);
      expect(fieldErrorText(fieldError!, 'en')).toBe(text);
      for (const tag of LANGUAGE_TAGS) {
        const message = fieldErrorText(fieldError!, tag);
        expect(message, tag).not.toMatch(/[{}]/);
        if (text !== INVALID) expect(message, tag).not.toBe(invalidText(tag));
      }
    },
  );

  it('names the field of a nested object, or the field that should be an object', async () => {
    const nested = [rules.ValidateNested(), Type(() => Inner)] as PropertyDecorator[];
    expect(await fieldErrorsWith(nested, { name: 5 })).toEqual([{ field: 'value.name', rule: 'isString' }]);
    const [notAnObject] = await fieldErrorsWith(nested, 'x');
    expect(fieldErrorText(notAnObject!, 'en')).toBe('value must be an object.');
    const list = await fieldErrorsWith(nested, [{ name: 'a' }, { name: 5 }]);
    expect(list).toEqual([{ field: 'value.1.name', rule: 'isString' }]);
  });

  it('mentions each entry if the rule applies to the entries of a list', async () => {
    const [fieldError] = await fieldErrorsWith([rules.IsInt({ each: true })], [1, 'x']);
    expect(fieldError).toEqual({ field: 'value', rule: 'isInt', isEach: true });
    expect(fieldErrorText(fieldError!, 'en')).toBe('value (each entry) must be a whole number.');
    expect(fieldErrorText(fieldError!, 'zh-CN')).toBe('value 字段的每一项必须是整数');
  });

  it('supports inherited rules, and ignores a message in the decorator', async () => {
    class Base {
      @rules.Max(5, { message: 'too much' })
      value!: number;
    }
    class Derived extends Base {}
    const thrown = (await pipe
      .transform({ value: 9 }, { type: 'body', metatype: Derived })
      .catch((error: unknown) => error)) as ParameterError;
    expect(thrown.fieldErrors).toEqual([{ field: 'value', rule: 'max', params: { max: 5 } }]);
  });
});
