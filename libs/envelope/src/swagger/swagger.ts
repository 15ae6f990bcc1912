import { applyDecorators, HttpStatus, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, type ApiResponseOptions, getSchemaPath } from '@nestjs/swagger';
import type { ErrorDefinition } from '../errors/error-definition.js';
import { INTEGER } from '../integer.js';
import { envelopeSchema, failureSchema } from './schemas.js';

/**
 * Documents a success: the envelope around `model`, with complete responses as named examples.
 * @param model class of `data`; `null` if the handler returns nothing
 * @param response its `examples` are values of `data` by name
 */
export function ApiEnvelope(
  model: Type | null,
  response: { readonly description: string; readonly examples?: Readonly<Record<string, object>> },
): MethodDecorator {
  const examples: Record<string, { readonly value: object }> = {};
  for (const [name, data] of Object.entries(response.examples ?? {})) {
    examples[name] = { value: { code: 0, msg: 'success', data } };
  }
  const envelope = envelopeSchema(model);
  const content = { schema: { $ref: getSchemaPath(envelope) }, ...(response.examples && { examples }) };
  return applyDecorators(
    ApiExtraModels(envelope),
    ApiResponse({
      status: HttpStatus.OK,
      description: response.description,
      content: { 'application/json': content },
    }),
  );
}

/**
 * Documents failures: each definition is a schema with its `code`, and those that share an HTTP status are one response
 * with named examples, cause and remedy. Several decorators on one route add up; a definition is listed once. On a
 * controller it applies to each handler.
 *
 * @param messageOf returns the English `msg` of a definition
 */
export function ApiFailures(
  rows: readonly ErrorDefinition[],
  messageOf: (name: string, row: ErrorDefinition) => string,
): MethodDecorator & ClassDecorator {
  return (target: object, name?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (name !== undefined && descriptor) {
      addFailures(rows, messageOf, target, name, descriptor);
      return;
    }
    const { prototype } = target as { readonly prototype: object };
    for (const [method, handler] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof handler.value === 'function' && method !== 'constructor')
        addFailures(rows, messageOf, prototype, method, handler);
    }
  };
}

const FAILURES = Symbol('Failures');

function addFailures(
  rows: readonly ErrorDefinition[],
  messageOf: (name: string, row: ErrorDefinition) => string,
  ...[target, name, descriptor]: [object, string | symbol, PropertyDescriptor]
): void {
  const route = descriptor.value as object;
  const existing = (Reflect.getMetadata(FAILURES, route) ?? []) as readonly ErrorDefinition[];
  const added = [...new Set(rows)].filter((row) => !existing.includes(row));
  const all = [...existing, ...added];
  Reflect.defineMetadata(FAILURES, all, route);
  ApiExtraModels(...added.map(failureSchema))(target, name, descriptor);
  for (const status of new Set(added.map((row) => row.status))) {
    const hasStatus = (row: ErrorDefinition) => row.status === status;
    ApiResponse({
      status,
      // For repeated statuses @nestjs/swagger keeps the last content and concatenates the descriptions.
      description: added.filter(hasStatus).map(cause).join('\n\n'),
      ...failureContent(all.filter(hasStatus), messageOf),
    })(target, name, descriptor);
  }
}

function cause({ code, name, description, remedy }: ErrorDefinition): string {
  return `**${code} ${name}**: ${description} *${remedy}*`;
}

type Headers = NonNullable<ApiResponseOptions['headers']>;

/** Headers and content of the response with these failures. */
function failureContent(
  rows: readonly ErrorDefinition[],
  messageOf: (name: string, row: ErrorDefinition) => string,
): Pick<ApiResponseOptions, 'headers'> & Pick<ApiResponseOptions & { content: object }, 'content'> {
  const refs = [...new Set(rows.map(failureSchema))].map((schema) => ({ $ref: getSchemaPath(schema) }));
  const examples: Record<string, { readonly summary: string; readonly value: object }> = {};
  for (const row of rows) {
    const { code, name, data } = row;
    examples[name] = {
      summary: `${code} ${name}`,
      value: { code, msg: messageOf(name, row), ...(data && { data }) },
    };
  }
  const schema = refs.length === 1 ? refs[0]! : { oneOf: refs };
  return {
    headers: rows.reduce<Headers>((headers, row) => ({ ...headers, ...headersOf(row) }), {}),
    content: { 'application/json': { schema, examples } },
  };
}

/** The headers that the envelope adds to a failure. */
function headersOf({ status, data }: ErrorDefinition): Headers {
  return {
    ...(data && 'retryAfter' in data && { 'Retry-After': RETRY_AFTER }),
    ...(status === 405 && { Allow: ALLOW }),
  };
}

const RETRY_AFTER = { description: 'Seconds, as `data.retryAfter`', schema: INTEGER, example: 42 };
const ALLOW = { description: 'The methods of the path', schema: { type: 'string' }, example: 'POST' };
