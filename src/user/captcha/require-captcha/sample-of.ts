import type { OpenAPIObject } from '@nestjs/swagger';

type SchemaOrRef = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];
export type Schema = Exclude<SchemaOrRef, { $ref: string }>;

/** A value by a schema of the document: its example, or an object of the samples of its required properties. */
export function sampleOf(schema: SchemaOrRef, document: OpenAPIObject): unknown {
  if ('$ref' in schema) {
    const name = schema.$ref.split('/').at(-1)!;
    return sampleOf(document.components?.schemas?.[name] ?? {}, document);
  }
  const { enum: values, type, items, properties = {}, required = [], allOf } = schema;
  if (schema.example !== undefined) return schema.example as unknown;
  if (values) return values[0] as unknown;
  if (allOf?.[0]) return sampleOf(allOf[0], document);
  if (items) return [sampleOf(items, document)];
  if (type !== 'object') return EMPTY[type as keyof typeof EMPTY];
  return Object.fromEntries(
    required.map((name) => [name, properties[name] && sampleOf(properties[name], document)]),
  );
}

const EMPTY = { string: 'string', integer: 0, number: 0, boolean: true };
