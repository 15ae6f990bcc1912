import type { OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '../support/app.js';

type Json = Readonly<Record<string, unknown>>;
interface Place {
  /** Its keys from the root. */
  readonly path: readonly string[];
  readonly value: Json;
}

/** All objects of a document, but those inside examples. */
function* objectsOf(value: unknown, path: readonly string[] = []): Generator<Place> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { path, value: value as Json };
  for (const [key, child] of Object.entries(value)) {
    const isExample = /^examples?$/.test(key) && path.at(-1) !== 'properties';
    if (!isExample) yield* objectsOf(child, [...path, key]);
  }
}

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9]*$/;
/** Objects that are schemas: they have a type. A security scheme has another one. */
const SCHEMA_TYPES: ReadonlySet<unknown> = new Set([
  'string',
  'integer',
  'number',
  'boolean',
  'object',
  'array',
]);
const MODES = [{}, { ERROR_STATUS: '400' }, { ERROR_STATUS: '200' }, { SUCCESS_CODE: '200' }] as const;

describe.each(MODES)(
  '/openapi.json with %o, as generators for Java, Kotlin, Go, C# and Swift need it',
  (env) => {
    let app: TestApp;
    let document: OpenAPIObject;
    let objects: readonly Place[];
    beforeAll(async () => {
      app = await TestApp.start({ env });
      document = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
      objects = [...objectsOf(document)];
    });
    afterAll(() => app.close());

    const schemas = (): readonly Place[] => objects.filter(({ value }) => SCHEMA_TYPES.has(value['type']));
    const pointers = (places: readonly Place[]): readonly string[] =>
      places.map(({ path }) => path.join('/'));
    const component = (ref: unknown): Json | undefined =>
      objects.find(({ path }) => `#/${path.join('/')}` === ref)?.value;

    it('has references that resolve', () => {
      const references = objects.filter(({ value }) => '$ref' in value);
      expect(references.length).toBeGreaterThan(20);
      expect(
        references.filter(({ value }) => !component(value['$ref'])).map(({ value }) => value['$ref']),
      ).toEqual([]);
    });

    it('has operation ids and schema names that are identifiers, each of one operation or schema', () => {
      const ids = objects.flatMap(({ value }) =>
        'operationId' in value ? [String(value['operationId'])] : [],
      );
      expect(ids).toEqual(
        expect.arrayContaining([
          ...['issueCaptcha', 'verifyCaptcha', 'issueCaptchaSelf'],
          ...['issueAltcha', 'issueAltchaSelf'],
        ]),
      );
      const names = Object.keys(document.components?.schemas ?? {});
      expect([...ids, ...names].filter((name) => !IDENTIFIER.test(name))).toEqual([]);
      for (const list of [ids, names])
        expect(new Set(list.map((name) => name.toLowerCase())).size).toBe(list.length);
    });

    it('has whole numbers only, each with its size', () => {
      const numbers = schemas().filter(({ value }) => ['number', 'integer'].includes(String(value['type'])));
      expect(numbers.length).toBeGreaterThan(10);
      const isSized = ({ value }: Place) =>
        value['type'] === 'integer' && ['int32', 'int64'].includes(String(value['format']));
      expect(pointers(numbers.filter((number) => !isSized(number)))).toEqual([]);
    });

    it('has a name for every object of a request or a response', () => {
      const isNamed = ({ path }: Place) => path.length === 3 && path[1] === 'schemas';
      const inline = schemas().filter((schema) => schema.value['type'] === 'object' && !isNamed(schema));
      expect(pointers(inline)).toEqual([]);
    });

    it('has no default, which generated clients would always send', () => {
      expect(pointers(schemas().filter(({ value }) => 'default' in value))).toEqual([]);
    });

    it('has enum values from which names of constants can be made', () => {
      const values = schemas().flatMap(({ value }) => (value['enum'] ?? []) as readonly unknown[]);
      expect(values.filter((value) => typeof value === 'string' && !IDENTIFIER.test(value))).toEqual([]);
    });

    it('has one code per schema of a response, and at most one schema per code in a response', () => {
      const unions = objects.filter(({ path }) => path.includes('responses') && path.at(-1) === 'schema');
      let checked = 0;
      for (const { path, value } of unions) {
        const members = (value['oneOf'] as readonly Json[] | undefined) ?? [value];
        const codes = members.flatMap(({ $ref }) => {
          const { code } = (component($ref)?.['properties'] ?? {}) as { code?: { enum?: readonly number[] } };
          return code ? [code.enum] : [];
        });
        if (codes.length === 0) continue;
        checked += 1;
        expect(
          codes.every((code) => code?.length === 1),
          path.join('/'),
        ).toBe(true);
        expect(new Set(codes.flat()).size, path.join('/')).toBe(codes.length);
      }
      expect(checked).toBeGreaterThan(4);
    });
  },
);
