import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { toStringMethod } from 'fast-check';
import { CANARY } from './mutations.js';
import type { RawResponse } from './raw-http-client.js';

/** The subset of JSON Schema that `openapi.json` uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly example?: unknown;
  readonly default?: unknown;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Documented {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: {
    readonly content: {
      readonly 'application/json': {
        readonly schema: Schema;
        readonly examples?: Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
      };
    };
  };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

interface DocumentedResponse {
  readonly content?: { readonly 'application/json'?: { readonly schema: Schema } };
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One documented operation. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly query: readonly { readonly name: string; readonly schema: Schema }[];
  /** Schemas of the body's fields; empty without a body. */
  readonly fields: Readonly<Record<string, Schema>>;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
  /** fast-check prints counterexamples with it. */
  readonly [toStringMethod]: () => string;
  /** Compares a response with the document. @returns one sentence per difference */
  readonly validate: (response: RawResponse) => string[];
}

/** Internals that no response may reveal. */
const INTERNALS = /\bat \/|node_modules|ECONN|\.[jt]s:\d|Error:|ioredis|fastify|nodemailer/i;

/** Fields of a response in the envelope. */
const ENVELOPE = ['code', 'msg', 'data'];

/** Images, sounds and tickets: their base64 may contain any letters. */
const RANDOM = /data:[\w/]+;base64,[\w+/=]+|eyJ[\w.-]+/g;

/** Reads the operations of an OpenAPI document. */
export function operationsOf(file: string): Operation[] {
  const document = JSON.parse(readFileSync(file, 'utf8')) as OpenApi;
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: { 'date-time': true, uri: true, int32: true },
  });
  ajv.addSchema(document, 'api');
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, documented]) => operation(ajv, document, method, path, documented)),
  );
}

function operation(
  ajv: Ajv,
  { components }: OpenApi,
  method: string,
  path: string,
  { parameters = [], requestBody, responses }: Documented,
): Operation {
  const body = requestBody?.content['application/json'];
  const resolve = (schema?: Schema) => components.schemas[schema?.$ref?.split('/').at(-1) ?? ''];
  const model = resolve(body?.schema);
  const pointer = path.replaceAll('~', '~0').replaceAll('/', '~1');
  const validators = new Map(
    Object.keys(responses).map((status) => [
      Number(status),
      ajv.compile({
        $ref: `api#/paths/${encodeURIComponent(pointer)}/${method}/responses/${status}/content/application~1json/schema`,
      }),
    ]),
  );
  /** The fields of the responses that have no envelope, by status. */
  const withoutEnvelope = new Map(
    Object.entries(responses).flatMap(([status, { content }]) => {
      const { properties = {} } = resolve(content?.['application/json']?.schema) ?? {};
      return Object.keys(properties).length > 0 && !('code' in properties)
        ? [[Number(status), Object.keys(properties)] as const]
        : [];
    }),
  );
  return {
    method: method.toUpperCase(),
    path,
    headers: parameters.filter((one) => one.in === 'header').map(({ name }) => name),
    query: parameters.filter((one) => one.in === 'query'),
    fields: model?.properties ?? {},
    examples: Object.values(body?.examples ?? {}).map(({ value }) => value),
    [toStringMethod]: () => `${method.toUpperCase()} ${path}`,
    validate: ({ status, headers, text }) => {
      const wrong: string[] = [];
      const validateBody = validators.get(status);
      if (!validateBody) wrong.push(`status ${status} is not documented`);
      if (!headers.get('content-type')?.startsWith('application/json'))
        wrong.push('the response is not JSON');
      if (path.startsWith('/api/') && headers.get('cache-control') !== 'no-store')
        wrong.push('the response is cacheable');
      if (INTERNALS.test(text.replaceAll(RANDOM, ''))) wrong.push('the response reveals internals');
      const everything = [text, ...[...headers].filter(([name]) => name !== 'x-request-id').flat()].join(
        '\n',
      );
      if (!path.startsWith('/outbox') && everything.toLowerCase().includes(CANARY))
        wrong.push('the response repeats the request');
      try {
        const parsed = JSON.parse(text) as object;
        if (validateBody && !validateBody(parsed))
          wrong.push(`not as documented: ${ajv.errorsText(validateBody.errors)}`);
        const known = withoutEnvelope.get(status) ?? ENVELOPE;
        const extra = Object.keys(parsed).filter((key) => !known.includes(key));
        if (path.startsWith('/api/') && extra.length > 0) wrong.push(`undocumented: ${extra.join(', ')}`);
      } catch {
        wrong.push('the response cannot be parsed');
      }
      return wrong;
    },
  };
}
