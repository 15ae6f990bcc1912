import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsNotEmpty, IsString, MaxLength, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../errors/app-error.js';
import { HiddenField } from './hidden-field.js';
import { StrictValidationPipe } from './strict-validation.pipe.js';

class Base {
  @HiddenField()
  @IsNotEmpty()
  first!: string;

  @MaxLength(8)
  @IsString()
  second!: string;
}

class Middle extends Base {
  @IsInt()
  third!: number;
}

class Derived extends Middle {
  @IsInt()
  fourth!: number;
}

class Outer {
  @ValidateNested()
  @Type(() => Derived)
  inner!: Derived;

  @IsArray()
  list!: unknown[];
}

async function fieldErrorsOf(value: unknown, metatype: new () => object) {
  const thrown: unknown = await new StrictValidationPipe()
    .transform(value, { type: 'body', metatype })
    .catch((error: unknown) => error);
  return (thrown as ParameterError).fieldErrors;
}

describe('StrictValidationPipe: the order of field errors', () => {
  it('sorts errors as the classes declare the fields, those of superclasses first', async () => {
    const errors = await fieldErrorsOf({}, Derived);
    expect(errors.map(({ field }) => field)).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('sorts the errors of nested objects in the same way', async () => {
    const errors = await fieldErrorsOf({ inner: {} }, Outer);
    expect(errors.map(({ field }) => field)).toEqual([
      'inner.first',
      'inner.second',
      'inner.third',
      'inner.fourth',
      'list',
    ]);
  });
});

describe('HiddenField()', () => {
  it('marks the errors of its field, also in a subclass, and those of no other field', async () => {
    const errors = await fieldErrorsOf({}, Derived);
    expect(errors.filter(({ isHidden }) => isHidden).map(({ field }) => field)).toEqual(['first']);
  });

  it('adds no rule', async () => {
    const body = { first: 'a', second: 'b', third: 3 };
    expect(await new StrictValidationPipe().transform(body, { type: 'body', metatype: Middle })).toEqual(
      body,
    );
  });
});
