import { applyDecorators, HttpStatus, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorDefinition } from '../errors/error-definition.js';

/**
 * Documents a success: the envelope around `model`, with whole answers as named examples.
 * @param model class of `data`; `null` where the handler returns nothing
 */
export function ApiEnvelope(
  model: Type | null,
  answer: { readonly description: string; readonly examples?: Readonly<Record<string, object>> },
): MethodDecorator {
  const examples: Record<string, { readonly value: object }> = {};
  for (const [name, data] of Object.entries(answer.examples ?? {})) {
    examples[name] = { value: { code: 0, msg: 'success', data } };
  }
  const data = model ? { $ref: getSchemaPath(model) } : { type: 'object', nullable: true };
  return applyDecorators(
    ApiExtraModels(...(model ? [model] : [])),
    ApiResponse({
      status: HttpStatus.OK,
      description: answer.description,
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
 * Documents failures: rows that share an HTTP status become named examples of one response, each with cause and fix.
 * Several decorators on one route add up, and a row stands there once. On a controller it is for each of its handlers.
 *
 * @param messageOf the English `msg` of a row, from the catalogue that will answer it
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
    for (const [method, own] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof own.value === 'function' && method !== 'constructor')
        addFailures(rows, messageOf, prototype, method, own);
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
  const before = (Reflect.getMetadata(FAILURES, route) ?? []) as readonly ErrorDefinition[];
  const added = [...new Set(rows)].filter((row) => !before.includes(row));
  const all = [...before, ...added];
  Reflect.defineMetadata(FAILURES, all, route);
  const exampleOf = (row: ErrorDefinition) => ({
    summary: `${row.code} ${row.name}`,
    value: { code: row.code, msg: messageOf(row.name, row), ...(row.data && { data: row.data }) },
  });
  for (const status of new Set(added.map((row) => row.status))) {
    const ofStatus = (row: ErrorDefinition) => row.status === status;
    // Of one status Swagger keeps the last content, and puts the descriptions one below the other.
    const description = added
      .filter(ofStatus)
      .map((row) => `**${row.code} ${row.name}**: ${row.description} *${row.remedy}*`)
      .join('\n\n');
    const examples = Object.fromEntries(all.filter(ofStatus).map((row) => [row.name, exampleOf(row)]));
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
