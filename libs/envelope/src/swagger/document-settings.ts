import type { OpenAPIObject } from '@nestjs/swagger';
import type { EnvelopeOptions } from '../envelope.options.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Response = Exclude<Operation['responses'][string], undefined | { $ref: string }>;
type Schema = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string],
  { $ref: string }
>;

const JSON_TYPE = 'application/json';

/**
 * Adapts the document to a server with these settings: successes have its `successCode`, and with another `errorStatus`
 * than `semantic` all failures are one response of that status, together with the success if it is 200.
 * @param document as the decorators describe the server with the default settings; it is changed
 */
export function applyEnvelopeSettings(
  document: OpenAPIObject,
  { successCode, errorStatus }: Pick<EnvelopeOptions, 'successCode' | 'errorStatus'>,
): OpenAPIObject {
  for (const operation of operationsOf(document)) {
    setSuccessCode(document, operation, successCode);
    if (errorStatus !== 'semantic') mergeFailures(operation, errorStatus);
  }
  return document;
}

/** All operations of a document. */
export function operationsOf(document: OpenAPIObject): readonly Operation[] {
  return Object.values(document.paths).flatMap(operationsOfPath);
}

/** All operations of a path. */
export function operationsOfPath(item: OpenAPIObject['paths'][string]): readonly Operation[] {
  const { get, post, put, patch, delete: remove } = item;
  return [get, post, put, patch, remove].filter((operation) => operation !== undefined);
}

function setSuccessCode(document: OpenAPIObject, { responses }: Operation, successCode: number): void {
  const { schema, examples } = jsonOf(responses[200]) ?? {};
  const name = schema && '$ref' in schema ? schema.$ref.split('/').at(-1)! : '';
  const { code } = (document.components?.schemas?.[name] as Schema | undefined)?.properties ?? {};
  if (!code || '$ref' in code || !code.enum) return;
  code.enum = [successCode];
  for (const example of Object.values(examples ?? {})) {
    if ('value' in example) example.value = { ...(example.value as object), code: successCode };
  }
}

function mergeFailures(operation: Operation, errorStatus: '400' | '200'): void {
  const { responses } = operation;
  const merged = Object.keys(responses).filter(
    (status) => (status === errorStatus || Number(status) >= 400) && jsonOf(responses[status]),
  );
  if (merged.length === 0) return;
  const union = unionOf(merged.map((status) => responses[status] as Response));
  for (const status of merged) delete responses[status];
  operation.responses = { ...responses, [errorStatus]: union };
}

/** One response in place of several. */
function unionOf(responses: readonly Response[]): Response {
  const contents = responses.map((response) => jsonOf(response)!);
  const refs = contents.flatMap(({ schema }) =>
    schema && 'oneOf' in schema ? (schema.oneOf ?? []) : [schema!],
  );
  const unique = [...new Map(refs.map((ref) => [JSON.stringify(ref), ref])).values()];
  return {
    description: responses.map(({ description }) => description).join('\n\n'),
    headers: Object.assign({}, ...responses.map(({ headers }) => headers)) as Response['headers'] & object,
    content: {
      [JSON_TYPE]: {
        schema: unique.length === 1 ? unique[0]! : { oneOf: unique },
        examples: Object.assign({}, ...contents.map(({ examples }) => examples)) as Record<string, object>,
      },
    },
  };
}

function jsonOf(response: Operation['responses'][string]) {
  return response && 'content' in response ? response.content?.[JSON_TYPE] : undefined;
}
