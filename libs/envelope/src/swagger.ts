import { applyDecorators, HttpStatus, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorRow } from './error-row.js';

/** Documents a success: the envelope around `model`, with whole answers as named examples. */
export function ApiEnvelope(
  model: Type,
  answer: { readonly description: string; readonly examples?: Readonly<Record<string, object>> },
): MethodDecorator {
  const examples: Record<string, { readonly value: object }> = {};
  for (const [name, data] of Object.entries(answer.examples ?? {})) {
    examples[name] = { value: { code: 0, msg: 'success', data } };
  }
  return applyDecorators(
    ApiExtraModels(model),
    ApiResponse({
      status: HttpStatus.OK,
      description: answer.description,
      content: {
        'application/json': {
          schema: envelopeSchema({ $ref: getSchemaPath(model) }, ['code', 'msg', 'data']),
          examples,
        },
      },
    }),
  );
}

/**
 * Documents failures: rows that share an HTTP status become named examples of one response, each with cause and fix.
 * Several decorators on one route add up.
 *
 * @param messageOf the English `msg` of a row, from the catalogue that will answer it
 */
export function ApiFailures(
  rows: readonly ErrorRow[],
  messageOf: (name: string, row: ErrorRow) => string,
): MethodDecorator {
  return (target, name, descriptor) => {
    const route = descriptor.value as object;
    const before = (Reflect.getMetadata(FAILURES, route) ?? []) as readonly ErrorRow[];
    const all = [...new Set([...before, ...rows])];
    Reflect.defineMetadata(FAILURES, all, route);
    failureResponses(all, messageOf)(target, name, descriptor);
  };
}

const FAILURES = Symbol('Failures');

function failureResponses(
  rows: readonly ErrorRow[],
  messageOf: (name: string, row: ErrorRow) => string,
): MethodDecorator {
  const groups = [...new Set(rows.map((row) => row.status))].map((status) => ({
    status,
    group: rows.filter((row) => row.status === status),
  }));
  return applyDecorators(
    ...groups.map(({ status, group }) =>
      ApiResponse({
        status,
        description: group.map((row) => `**${row.code} ${row.name}**: ${row.when} *${row.fix}*`).join('\n\n'),
        content: {
          'application/json': {
            schema: envelopeSchema({ type: 'object' }, ['code', 'msg']),
            examples: Object.fromEntries(
              group.map((row) => [
                row.name,
                {
                  summary: `${row.code} ${row.name}`,
                  value: {
                    code: row.code,
                    msg: messageOf(row.name, row),
                    ...(row.data && { data: row.data }),
                  },
                },
              ]),
            ),
          },
        },
      }),
    ),
  );
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
