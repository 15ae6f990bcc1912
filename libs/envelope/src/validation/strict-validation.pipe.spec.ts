import type { ArgumentMetadata } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsNotEmpty, IsString, MaxLength, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError, type FieldError } from '../errors/app-error.js';
import { FieldRule, IsEqualTo } from './field-rules.js';
import { StrictValidationPipe } from './strict-validation.pipe.js';

const TYPES = ['image', 'email'];

class Inner {
  @IsString()
  name!: string;
}

class ExampleRequest {
  @MaxLength(8)
  @IsString()
  @IsNotEmpty()
  use!: string;

  @FieldRule('isIn', (value) => TYPES.includes(value as string), { values: TYPES.join(', ') })
  @IsString()
  type!: string;

  toInput(): string {
    return this.use;
  }
}

class Outer {
  @ValidateNested()
  @Type(() => Inner)
  inner!: Inner;
}

class Alias {
  @IsString()
  account?: string;

  @IsEqualTo('account')
  data?: string;
}

const pipe = new StrictValidationPipe();
const body = (metatype: ArgumentMetadata['metatype'] = ExampleRequest): ArgumentMetadata => ({
  type: 'body',
  metatype,
});

async function problemsOf(value: unknown, metadata = body()): Promise<readonly FieldError[]> {
  const refused: unknown = await pipe.transform(value, metadata).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (refused === undefined) return [];
  expect(refused).toBeInstanceOf(ParameterError);
  return (refused as ParameterError).fieldErrors;
}

describe('A right body', () => {
  it('becomes an instance of the class, methods included', async () => {
    const wish = (await pipe.transform({ use: 'login', type: 'image' }, body())) as ExampleRequest;
    expect(wish).toBeInstanceOf(ExampleRequest);
    expect(wish.toInput()).toBe('login');
  });

  it('loses every field that the class does not know', async () => {
    const wish = await pipe.transform({ use: 'login', type: 'image', admin: true, iat: 1 }, body());
    expect(Object.keys(wish as object)).toEqual(['use', 'type']);
  });

  it('cannot replace a method by a field of the same name', async () => {
    const wish = (await pipe.transform(
      { use: 'login', type: 'image', toInput: 'evil' },
      body(),
    )) as ExampleRequest;
    expect(wish.toInput()).toBe('login');
  });

  it.each([
    '{"use":"login","type":"image","__proto__":{"admin":true}}',
    '{"use":"login","type":"image","constructor":{"prototype":{"admin":true}}}',
    '{"use":"login","type":"image","prototype":{"admin":true}}',
    '{"use":"login","type":"image","hasOwnProperty":1,"valueOf":2,"toString":3}',
  ])('pollutes no prototype: %s', async (json) => {
    const wish = (await pipe.transform(JSON.parse(json), body())) as ExampleRequest;
    expect(Object.keys(wish)).toEqual(['use', 'type']);
    expect([wish, {}, ExampleRequest.prototype].map((one) => 'admin' in one)).toEqual([false, false, false]);
  });
});

describe('A wrong body', () => {
  it.each([[], ['login'], 'text', 42, true, null, undefined].map((value) => [value]))(
    'that is no JSON object is one mistake: %j',
    async (value) => {
      expect(await problemsOf(value)).toEqual([{ field: 'body', rule: 'isJsonObject' }]);
    },
  );

  it('is told one mistake for each field, all fields at once', async () => {
    expect(await problemsOf({})).toEqual([
      { field: 'use', rule: 'isNotEmpty' },
      { field: 'type', rule: 'isString' },
    ]);
  });

  it('is told what fills the text of a rule', async () => {
    expect(await problemsOf({ use: 'login', type: 'fax' })).toEqual([
      { field: 'type', rule: 'isIn', params: { values: 'image, email' } },
    ]);
  });

  // Regression: class-validator dropped them, and people read "data and {other} must not differ".
  it('is told which other field it contradicts', async () => {
    expect(await problemsOf({ account: 'a', data: 'b' }, body(Alias))).toEqual([
      { field: 'data', rule: 'isSame', params: { other: 'account' } },
    ]);
  });

  it('is told none of its own values, nor the words of a library', async () => {
    const problems = await problemsOf({ use: 'hunter2-hunter2', type: 'hunter2' });
    expect(JSON.stringify(problems)).not.toMatch(/hunter2|must|should/);
  });

  it.each(
    [['login'], { $ne: '' }, 123456, 1e5, true, null, [['login']], { toString: 'login' }].map((v) => [v]),
  )('is not made right by coercion: use = %j', async (use) => {
    expect(await problemsOf({ use, type: 'image' })).toMatchObject([{ field: 'use' }]);
  });

  it('names a field within a field by its path', async () => {
    expect(await problemsOf({ inner: { name: 1 } }, body(Outer))).toEqual([
      { field: 'inner.name', rule: 'isString' },
    ]);
  });

  it('is a wrong request or dropped, whatever JSON it is (generated)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue(), async (use, rest) => {
        const problems = await problemsOf({ use, type: 'image', rest });
        const isRight = typeof use === 'string' && use !== '' && use.length <= 8;
        expect(problems.map(({ field }) => field)).toEqual(isRight ? [] : ['use']);
      }),
      { numRuns: 300 },
    );
  });
});

describe('What is no body', () => {
  it('is left alone where nobody declared a class', async () => {
    expect(await pipe.transform('x', { type: 'custom', metatype: String })).toBe('x');
    expect(await pipe.transform(undefined, { type: 'query' })).toBeUndefined();
  });
});
