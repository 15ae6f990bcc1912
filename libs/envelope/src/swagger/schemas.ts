import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, ApiSchema } from '@nestjs/swagger';
import type { ErrorDefinition } from '../errors/error-definition.js';
import { INTEGER } from '../integer.js';

const MSG: ApiPropertyOptions = {
  type: String,
  description: 'For people, in the language of the request',
};

const envelopes = new Map<Type | null, Type>();
const failures = new Map<string, Type>();

/**
 * The schema of a success, named after its `data`: `IssueResponse` is inside an `IssueEnvelope`.
 * @param model class of `data`; `null` if `data` is `null`
 */
export function envelopeSchema(model: Type | null): Type {
  const known = envelopes.get(model);
  if (known) return known;
  const name = `${model ? model.name.replace(/Response$/, '') : 'Empty'}Envelope`;
  const schema = namedSchema(name, {
    code: { ...INTEGER, enum: [0], description: 'Success' },
    msg: { ...MSG, example: 'success' },
    data: model ? { type: model } : { type: 'object', additionalProperties: false, nullable: true },
  });
  envelopes.set(model, schema);
  return schema;
}

/** The schema of a failure. Its `code` has one value, by which typed clients tell failures apart. */
export function failureSchema(definition: ErrorDefinition): Type {
  const { name, schema = name, code, description, remedy, data, dataModel } = definition;
  const known = failures.get(`${schema} ${code}`);
  if (known) return known;
  const properties: Record<string, ApiPropertyOptions> = {
    code: { ...INTEGER, enum: [code], description: name },
    msg: MSG,
  };
  if (dataModel) properties['data'] = { type: dataModel, required: data !== undefined };
  const failure = namedSchema(schema, properties, `${description} ${remedy}`);
  failures.set(`${schema} ${code}`, failure);
  return failure;
}

/** A class as `@nestjs/swagger` reads it: a name and annotated properties. */
function namedSchema(
  name: string,
  properties: Readonly<Record<string, ApiPropertyOptions>>,
  description?: string,
): Type {
  class Schema {}
  ApiSchema({ name, ...(description && { description }) })(Schema);
  for (const [property, options] of Object.entries(properties))
    ApiProperty(options)(Schema.prototype, property);
  return Schema;
}
