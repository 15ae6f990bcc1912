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

async function fieldErrorsOf(value: unknown, metadata = body()): Promise<readonly FieldError[]> {
  const thrown: unknown = await pipe.transform(value, metadata).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown === undefined) return [];
  expect(thrown).toBeInstanceOf(ParameterError);
  return (thrown as ParameterError).fieldErrors;
}

describe('StrictValidationPipe for a valid body', () => {
  it('returns an instance of the class, including its methods', async () => {
    const request = (await pipe.transform({ use: 'login', type: 'image' }, body())) as ExampleRequest;
    expect(request).toBeInstanceOf(ExampleRequest);
    expect(request.toInput()).toBe('login');
  });

  it('drops fields that the class does not declare', async () => {
    const request = await pipe.transform({ use: 'login', type: 'image', admin: true, iat: 1 }, body());
    expect(Object.keys(request as object)).toEqual(['use', 'type']);
  });

  it('does not let a field replace a method', async () => {
    const request = (await pipe.transform(
      { use: 'login', type: 'image', toInput: 'evil' },
      body(),
    )) as ExampleRequest;
    expect(request.toInput()).toBe('login');
  });

  it.each([
    '{"use":"login","type":"image","__proto__":{"admin":true}}',
    '{"use":"login","type":"image","constructor":{"prototype":{"admin":true}}}',
    '{"use":"login","type":"image","prototype":{"admin":true}}',
    '{"use":"login","type":"image","hasOwnProperty":1,"valueOf":2,"toString":3}',
  ])('pollutes no prototype: %s', async (json) => {
    const request = (await pipe.transform(JSON.parse(json), body())) as ExampleRequest;
    expect(Object.keys(request)).toEqual(['use', 'type']);
    expect([request, {}, ExampleRequest.prototype].map((one) => 'admin' in one)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('StrictValidationPipe for an invalid body', () => {
  it.each([[], ['login'], 'text', 42, true, null, undefined].map((value) => [value]))(
    'reports one error for a value that is not a JSON object: %j',
    async (value) => {
      expect(await fieldErrorsOf(value)).toEqual([{ field: 'body', rule: 'isJsonObject' }]);
    },
  );

  it('reports one error per field, for all fields at once', async () => {
    expect(await fieldErrorsOf({})).toEqual([
      { field: 'use', rule: 'isNotEmpty' },
      { field: 'type', rule: 'isString' },
    ]);
  });

  it('reports the params of a rule', async () => {
    expect(await fieldErrorsOf({ use: 'login', type: 'fax' })).toEqual([
      { field: 'type', rule: 'isIn', params: { values: 'image, email' } },
    ]);
  });

  // Regression: the params were lost, and clients got "data and {other} must not differ".
  it('reports the other field of IsEqualTo', async () => {
    expect(await fieldErrorsOf({ account: 'a', data: 'b' }, body(Alias))).toEqual([
      { field: 'data', rule: 'isEqualTo', params: { other: 'account' } },
    ]);
  });

  it('exposes neither values nor messages of class-validator', async () => {
    const fieldErrors = await fieldErrorsOf({ use: 'hunter2-hunter2', type: 'hunter2' });
    expect(JSON.stringify(fieldErrors)).not.toMatch(/hunter2|must|should/);
  });

  it.each(
    [['login'], { $ne: '' }, 123456, 1e5, true, null, [['login']], { toString: 'login' }].map((v) => [v]),
  )('does not coerce values: use = %j', async (use) => {
    expect(await fieldErrorsOf({ use, type: 'image' })).toMatchObject([{ field: 'use' }]);
  });

  it('names a nested field by its path', async () => {
    expect(await fieldErrorsOf({ inner: { name: 1 } }, body(Outer))).toEqual([
      { field: 'inner.name', rule: 'isString' },
    ]);
  });

  it('reports an invalid field or drops an unknown one for any JSON (generated)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue(), async (use, rest) => {
        const fieldErrors = await fieldErrorsOf({ use, type: 'image', rest });
        const isValid = typeof use === 'string' && use !== '' && use.length <= 8;
        expect(fieldErrors.map(({ field }) => field)).toEqual(isValid ? [] : ['use']);
      }),
      { numRuns: 300 },
    );
  });
});

describe('StrictValidationPipe for other arguments', () => {
  it('returns values without a DTO class unchanged', async () => {
    expect(await pipe.transform('x', { type: 'custom', metatype: String })).toBe('x');
    expect(await pipe.transform(undefined, { type: 'query' })).toBeUndefined();
  });
});
