import { applyDecorators, HttpStatus, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorDefinition } from '../errors/error-definition.js';

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
  const data = model ? { $ref: getSchemaPath(model) } : { type: 'object', nullable: true };
  return applyDecorators(
    ApiExtraModels(...(model ? [model] : [])),
    ApiResponse({
      status: HttpStatus.OK,
      description: response.description,
      content: {
        'application/json': {
          schema: envelopeSchema(data, ['code', 'msg', 'data']),
          examples,
        },
      },
    }),
  );
}

/**
 * Documents failures: definitions that share an HTTP status become named examples of one response, with cause and
 * remedy. Several decorators on one route add up; a definition is listed once. On a controller it applies to each
 * handler.
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
  const exampleOf = (row: ErrorDefinition) => ({
    summary: `${row.code} ${row.name}`,
    value: { code: row.code, msg: messageOf(row.name, row), ...(row.data && { data: row.data }) },
  });
  for (const status of new Set(added.map((row) => row.status))) {
    const hasStatus = (row: ErrorDefinition) => row.status === status;
    // For repeated statuses @nestjs/swagger keeps the last content and concatenates the descriptions.
    const description = added
      .filter(hasStatus)
      .map((row) => `**${row.code} ${row.name}**: ${row.description} *${row.remedy}*`)
      .join('\n\n');
    const examples = Object.fromEntries(all.filter(hasStatus).map((row) => [row.name, exampleOf(row)]));
    const schema = envelopeSchema({ type: 'object' }, ['code', 'msg']);
    const content = { 'application/json': { schema, examples } };
    ApiResponse({ status, description, content })(target, name, descriptor);
  }
}

function envelopeSchema(data: object, required: string[]) {
  return {
    type: 'object',
    required,
    properties: {
      code: { type: 'integer', description: '0 (or SUCCESS_CODE) on success, else a row of the error table' },
      msg: { type: 'string', description: "For people, in the caller's language" },
      data,
    },
  };
}
