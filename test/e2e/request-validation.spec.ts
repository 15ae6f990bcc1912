import type { Type } from '@nestjs/common';
import { ParameterError, StrictValidationPipe, type FieldError } from '@system-management/envelope';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, ValidationTypes } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS, fieldErrorText, parameterText } from '../../src/languages/index.js';
import { exportsOf, filesUnder, pascalCase } from '../support/project-files.js';
import { FULL } from '../support/vitest/profile.js';

/** Faults of its body are answered by error codes of captcha vendors. */
const WITHOUT_RULES = 'siteverify.request.ts';
/** Every request that the application ships, by name. */
const files = (await filesUnder('src')).filter(
  ({ path }) => path.endsWith('.request.ts') && !path.endsWith(WITHOUT_RULES),
);
const shipped = await Promise.all(
  files.map(async (file) => {
    const name = pascalCase(file.name);
    return { name, dto: (await exportsOf(file))[name] as Type<object> };
  }),
);

/** Names that every object inherits, and one that no DTO declares. */
const FOREIGN = ['admin', 'toInput', 'toString', 'constructor', 'hasOwnProperty', '__proto__'];

/** Valid values by field. A field without an entry gets {@link EDGES}. */
const VALID: Readonly<Record<string, readonly string[]>> = {
  use: ['login', 'register'],
  type: ['image', 'email', 'phone', 'sms'],
  account: ['jane@example.com', '+8613800138000'],
  data: ['jane@example.com', '+8613800138000'],
  code: ['123456'],
  codeID: ['Y1goJMD3qvs6jZ63QUXN'],
  presentation: ['image', 'audio'],
  ticket: ['eyJhbGciOiJFUzI1NiJ9.e30.c2ln'],
};
/** Values at and beyond the edges of the rules. */
const EDGES = [
  ...['', ' ', 'a\u0000', 'a\ufffd', '\u200blogin ', 'IMAGE', 'toString'],
  ...[20, 32, 33, 64, 65, 320, 321, 2048, 2049].map((length) => 'x'.repeat(length)),
];

/** A value as JSON; `undefined` omits the field. */
const valueOf = (field: string): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom<unknown>(...(VALID[field] ?? EDGES)) },
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...EDGES) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );

/** Names of the fields that a class declares. */
function fieldsOf(dto: Type<object>): readonly string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}

/** JSON objects with the declared fields, most of them valid, and others. */
function bodiesFor(fields: readonly string[]): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const pairOf = (name: string, value: fc.Arbitrary<unknown>) =>
    value.map((one) => (one === undefined ? [] : [`${JSON.stringify(name)}:${JSON.stringify(one)}`]));
  const own = fc.tuple(...fields.map((name) => pairOf(name, valueOf(name))));
  const others = fc
    .subarray(FOREIGN, { maxLength: 2 })
    .chain((names) => fc.tuple(...names.map((name) => pairOf(name, fc.jsonValue({ maxDepth: 2 })))));
  // JSON.parse(), because `__proto__` is an ordinary name in JSON only.
  return fc
    .tuple(own, others)
    .map((pairs) => JSON.parse(`{${pairs.flat(2).join()}}`) as Record<string, unknown>);
}

/** The body after the pipe, or the refused fields. */
async function outcomeOf(dto: Type<object>, body: object) {
  const result = await new StrictValidationPipe()
    .transform(body, { type: 'body', metatype: dto })
    .catch((error: unknown) => error);
  if (!(result instanceof ParameterError)) return { result: result as Readonly<Record<string, unknown>> };
  return { refused: result.fieldErrors };
}

/** All rules that a body violates by field, as class-validator reports them. */
async function violationsOf(instance: object): Promise<ReadonlyMap<string, readonly string[]>> {
  const errors = await validate(instance);
  return new Map(errors.map(({ property, constraints = {} }) => [property, Object.keys(constraints)]));
}

/** Names of the contract's fields; `code` is an ordinary word in English and French. */
const WIRE_NAMES = /(?<!\p{L})(account|data|codeID|use|type|presentation|ticket)(?!\p{L})/u;
const CODE = /(?<!\p{L})code(?!\p{L})/u;

/** What is wrong with the texts of a field error in any language. */
function badTexts(fieldError: FieldError): readonly string[] {
  return LANGUAGE_TAGS.flatMap((tag) => {
    const msg = parameterText(fieldError, tag);
    const message = fieldErrorText(fieldError, tag);
    const isNamed = WIRE_NAMES.test(msg) || (!/^(en|fr)$/.test(tag) && CODE.test(msg));
    const isIncomplete = !msg || !message || /[{}]/.test(msg + message);
    return isNamed || isIncomplete
      ? [`${tag} ${fieldError.field} ${fieldError.rule}: ${msg} / ${message}`]
      : [];
  });
}

describe.each(shipped)('StrictValidationPipe for any JSON object as $name', ({ dto }) => {
  it('has a text in every language for each rule, and no name of a field in msg', () => {
    const params = { min: 1, max: 320, values: 'a, b', other: 'codeID' };
    const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
    const errors = rules
      .filter(({ name, type }) => name && type !== ValidationTypes.CONDITIONAL_VALIDATION)
      .flatMap(({ propertyName: field, name: rule = '' }) => [
        { field, rule, params },
        { field, rule, params, isHidden: true },
      ]);
    expect(errors.length).toBeGreaterThan(4);
    expect(errors.flatMap(badTexts)).toEqual([]);
  });

  it('agrees with class-validator on the refused fields, and drops and changes nothing else (generated)', async () => {
    const fields = fieldsOf(dto);
    const count = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(bodiesFor(fields), async (body) => {
        const instance = plainToInstance(dto, body) as Readonly<Record<string, unknown>>;
        const violations = await violationsOf(instance);
        const { result, refused = [] } = await outcomeOf(dto, body);
        expect(refused.map(({ field }) => field).sort()).toEqual([...violations.keys()].sort());
        for (const { field, rule } of refused) expect(violations.get(field)).toContain(rule);
        expect(refused.flatMap(badTexts)).toEqual([]);
        count[result ? 'accepted' : 'refused']++;
        if (!result) return;
        expect(result).toBeInstanceOf(dto);
        expect('admin' in result).toBe(false);
        const present = fields.filter((name) => Object.hasOwn(instance, name));
        expect(Object.keys(result).sort()).toEqual(present.sort());
        for (const name of present) expect(result[name]).toEqual(instance[name]);
      }),
      { numRuns: FULL ? 10_000 : 1000 },
    );
    expect(count.accepted, 'accepted bodies').toBeGreaterThan(20);
    expect(count.refused, 'refused bodies').toBeGreaterThan(20);
  });
});
