import 'reflect-metadata';
import { StrictValidationPipe, ParameterError, type FieldError } from '@system-management/envelope';
import { Type } from 'class-transformer';
import * as rules from 'class-validator';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS, fieldErrorText, textsOf } from './index.js';

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

/** Decorator, a value that violates it, and the expected English text. */
const VIOLATIONS: readonly (readonly [PropertyDecorator, unknown, string])[] = [
  [rules.IsDefined(), undefined, 'value is required'],
  [rules.IsNotEmpty(), '', 'value is required'],
  [rules.Equals('a'), 'b', 'value must be one of: a'],
  [rules.NotEquals('a'), 'a', 'value must not be one of: a'],
  [rules.IsEmpty(), 'a', 'value must be empty'],
  [rules.IsIn(['a', 'b']), 'c', 'value must be one of: a, b'],
  [rules.IsNotIn(['a', 'b']), 'a', 'value must not be one of: a, b'],
  [rules.IsBoolean(), 'yes', 'value must be true or false'],
  [rules.IsDate(), 'x', 'value must be a date'],
  [rules.IsString(), 5, 'value must be a string'],
  [rules.IsNumber(), 'x', 'value must be a number'],
  [rules.IsInt(), 1.5, 'value must be a whole number'],
  [rules.IsArray(), 'x', 'value must be a list'],
  [rules.IsEnum(Plan), 'x', 'value must be one of: free, paid'],
  [rules.IsDivisibleBy(5), 7, 'value must be a multiple of 5'],
  [rules.IsPositive(), -1, 'value must be greater than 0'],
  [rules.IsNegative(), 1, 'value must be less than 0'],
  [rules.Min(1), 0, 'value must be at least 1'],
  [rules.Max(9), 10, 'value must be at most 9'],
  [rules.MinDate(new Date(0)), 'x', 'value must not be before 1970-01-01T00:00:00.000Z'],
  [rules.MinDate(() => new Date(0)), 'x', 'value must not be before 1970-01-01T00:00:00.000Z'],
  [rules.MaxDate(new Date(0)), 'x', 'value must not be after 1970-01-01T00:00:00.000Z'],
  [rules.IsBooleanString(), 'x', 'value must be true or false'],
  [rules.IsDateString(), 'x', 'value must be a valid ISO 8601'],
  [rules.IsISO8601(), 'x', 'value must be a valid ISO 8601'],
  [rules.IsNumberString(), 'x', 'value must be a number'],
  [rules.Contains('a'), 'b', 'value must contain: a'],
  [rules.NotContains('a'), 'a', 'value must not contain: a'],
  [rules.IsAlpha(), '1', 'value may only have letters'],
  [rules.IsAlphanumeric(), '-', 'value may only have letters and digits'],
  [rules.IsDecimal(), 'x', 'value must be a number'],
  [rules.IsBase64(), '!', 'value must be a valid Base64'],
  [rules.IsByteLength(1, 3), 'four', 'value must have 1 to 3 bytes'],
  [rules.IsEmail(), 'x', 'value must be one e-mail address'],
  [rules.IsUrl(), 'x', 'value must be a valid URL'],
  [rules.IsFQDN(), '-', 'value must be a valid DNS'],
  [rules.IsIP(), 'x', 'value must be a valid IP'],
  [rules.IsJSON(), '{', 'value must be a valid JSON'],
  [rules.IsJWT(), 'x', 'value must be a valid JWT'],
  [rules.IsUUID(), 'x', 'value must be a valid UUID'],
  [rules.IsMongoId(), 'x', 'value must be a valid ObjectId'],
  [rules.IsHexColor(), 'x', 'value must be a valid #RRGGBB'],
  [rules.IsLowercase(), 'A', 'value must be in lower case'],
  [rules.IsUppercase(), 'a', 'value must be in upper case'],
  [rules.Length(3, 20), 'a', 'value must have 3 to 20 characters'],
  [rules.Length(3), 'a', 'value must have at least 3 characters'],
  [rules.Length(5, 5), 'a', 'value must have exactly 5 characters'],
  [rules.MinLength(3), 'a', 'value must have at least 3 characters'],
  [rules.MaxLength(3), 'four', 'value is too long'],
  [rules.Matches(/^a/), 'b', 'value does not have the expected format'],
  [rules.IsMobilePhone('zh-CN'), 'x', 'value must be a phone number'],
  [rules.IsPhoneNumber(), 'x', 'value must be a phone number'],
  [rules.IsTimeZone(), 'x', 'value must be a valid IANA Area/City'],
  [rules.IsSemVer(), 'x', 'value must be a valid SemVer'],
  [rules.IsIBAN(), 'x', 'value must be a valid IBAN'],
  [rules.IsPort(), 'x', 'value must be a whole number'],
  [rules.IsLatitude(), 'x', 'value must be a number'],
  [rules.IsLatLong(), 'x', 'value must be a valid lat,long'],
  [rules.IsPostalCode('DE'), 'x', 'value does not have the expected format'],
  [rules.IsCreditCard(), 'x', 'value does not have the expected format'],
  [rules.IsStrongPassword(), 'x', 'value is not a strong enough password'],
  [rules.ArrayContains(['a']), ['b'], 'value must contain: a'],
  [rules.ArrayNotContains(['a']), ['a'], 'value must not contain: a'],
  [rules.ArrayNotEmpty(), [], 'value is required'],
  [rules.ArrayMinSize(2), ['a'], 'value must have at least 2 entries'],
  [rules.ArrayMaxSize(1), ['a', 'b'], 'value must have at most 1 entries'],
  [rules.ArrayUnique(), ['a', 'a'], 'value must not have the same entry twice'],
  [rules.IsObject(), 'x', 'value must be an object'],
  [rules.IsNotEmptyObject(), {}, 'value is required'],
  [rules.IsInstance(Inner), {}, 'value must be an object'],
];

describe('fieldErrorText() for rules of class-validator', () => {
  it.each(VIOLATIONS.map(([rule, value, text], index) => ({ index, rule, value, text })))(
    'returns a specific text in every language: $text ($index)',
    async ({ rule, value, text }) => {
      const [fieldError, ...more] = await fieldErrorsWith([rule], value);
      expect(more).toEqual([]);
      expect(fieldErrorText(fieldError!, 'en')).toBe(text);
      for (const tag of LANGUAGE_TAGS) {
        const message = fieldErrorText(fieldError!, tag);
        expect(message, tag).not.toBe(textsOf(tag).rules.invalid.replace('{field}', 'value'));
        expect(message, tag).not.toMatch(/[{}]/);
      }
    },
  );

  it('names the field of a nested object, or the field that should be an object', async () => {
    const nested = [rules.ValidateNested(), Type(() => Inner)] as PropertyDecorator[];
    expect(await fieldErrorsWith(nested, { name: 5 })).toEqual([{ field: 'value.name', rule: 'isString' }]);
    const [notAnObject] = await fieldErrorsWith(nested, 'x');
    expect(fieldErrorText(notAnObject!, 'en')).toBe('value must be an object');
    const list = await fieldErrorsWith(nested, [{ name: 'a' }, { name: 5 }]);
    expect(list).toEqual([{ field: 'value.1.name', rule: 'isString' }]);
  });

  it('mentions each entry if the rule applies to the entries of a list', async () => {
    const [fieldError] = await fieldErrorsWith([rules.IsInt({ each: true })], [1, 'x']);
    expect(fieldError).toEqual({ field: 'value', rule: 'isInt', isEach: true });
    expect(fieldErrorText(fieldError!, 'en')).toBe('value (each entry) must be a whole number');
    expect(fieldErrorText(fieldError!, 'zh-CN')).toBe('每一项 value 必须是整数');
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
