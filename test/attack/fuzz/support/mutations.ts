import fc from 'fast-check';
import type { Operation, Schema } from './openapi.js';
import type { RawRequest } from './raw-http-client.js';

/** Part of all mutated text: a response that contains it repeats its request. */
export const CANARY = 'zq7canary';

/** Fields of a body in order. A name may occur twice, and a value may be invalid JSON. */
type Fields = readonly (readonly [name: string, json: string])[];

/** A request before its serialization. */
export interface Draft {
  readonly method: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly fields: Fields | undefined;
  /** Replaces the fields. */
  readonly raw?: Buffer;
}

/** One change of a request. fast-check prints it with a counterexample. */
export interface Mutation {
  readonly kind: string;
  /** Index of the changed field, modulo the number of fields. */
  readonly at: number;
  readonly text: string;
}

const JSON_TYPE = ['content-type', 'application/json'] as const;

/** Requests as the document describes them: its examples, and values that its schemas allow. */
export function validDraft({ method, headers, query, fields, examples }: Operation): fc.Arbitrary<Draft> {
  const body = fc
    .tuple(
      fc.constantFrom(...(examples.length > 0 ? examples : [{}])),
      someOf(Object.entries(fields), 2).chain((some) => fc.record(valuesOf(some))),
    )
    .map(([example, more]) =>
      Object.entries({ ...example, ...more }).map(([k, v]) => [k, JSON.stringify(v)] as const),
    );
  return fc.record({
    method: fc.constant(method),
    headers: someOf(headers, 3).chain((some) => fc.tuple(...some.map((name) => plausibleHeader(name)))),
    query: someOf(query, 3).chain((some) =>
      fc.tuple(...some.map(({ name, schema }) => valueOf(schema).map((v) => [name, String(v)] as const))),
    ),
    fields: method === 'GET' ? fc.constant(undefined) : body,
  });
}

function someOf<Item>(items: readonly Item[], most: number): fc.Arbitrary<Item[]> {
  return fc.subarray([...items], { maxLength: Math.min(items.length, most) });
}

function valuesOf(entries: readonly (readonly [string, Schema])[]): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(entries.map(([name, schema]) => [name, valueOf(schema)]));
}

function valueOf({
  enum: values,
  example,
  type,
  maxLength = 40,
  minimum = 0,
}: Schema): fc.Arbitrary<unknown> {
  if (values) return fc.constantFrom(...values);
  // Small integers: `wait` of the outbox would otherwise block for its maximum.
  if (type === 'integer') return fc.integer({ min: minimum, max: minimum + 20 });
  const free = fc.string({ maxLength: Math.min(maxLength, 60) });
  return example === undefined ? free : fc.oneof({ weight: 3, arbitrary: fc.constant(example) }, free);
}

function plausibleHeader(name: string): fc.Arbitrary<readonly [string, string]> {
  const values = [
    '',
    'default',
    'demo',
    'en',
    'zh-CN,zh;q=0.9',
    'de, *;q=0.1',
    '1',
    '1764806234122309632',
    'core',
  ];
  return fc.constantFrom(...values).map((value) => [name, value] as const);
}

const KINDS = [
  'drop',
  'duplicate',
  'retype',
  'overflow',
  'unicode',
  'crlf',
  'nul',
  'proto',
  'wrap',
  'extra',
  'header',
  'header break',
  'query',
  'method',
  'type',
  'bytes',
  'truncate',
] as const;

/** Kinds after which a body cannot be a right answer: each breaks a required field. */
export const INVALIDATING: readonly string[] = ['drop', 'retype', 'overflow', 'nul', 'wrap'];

/** Random mutations of any kind. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat({ max: 9 }),
  text: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      '',
      '{"$ne":""}',
      '${7*7}{{7*7}}<script>',
      '__proto__',
      'constructor',
      '\u202e\u200b',
      '\ud800',
      'https://evil.test/',
      "' OR 1=1 --",
      '../../etc/passwd',
      '%00%0d%0a',
    ),
  ),
});

const RETYPED = [
  'null',
  'true',
  '0',
  '-1',
  '1e400',
  '123456',
  '{}',
  '[]',
  '{"$ne":""}',
  '[["a"]]',
  '9007199254740993',
];

/** Applies a mutation. */
export function mutate(draft: Draft, { kind, at, text }: Mutation): Draft {
  const { fields, headers, query } = draft;
  const made = CANARY + text;
  const json = JSON.stringify(made);
  const on = (change: (field: readonly [string, string]) => Fields): Draft => {
    if (!fields || fields.length === 0) return draft;
    const index = at % fields.length;
    return { ...draft, fields: fields.flatMap((field, i) => (i === index ? change(field) : [field])) };
  };
  const withBody = (change: (body: Buffer) => Buffer): Draft => {
    const body = bodyOf(draft);
    return body ? { ...draft, raw: change(body) } : draft;
  };
  switch (kind) {
    case 'drop':
      return on(() => []);
    case 'duplicate':
      return on((field) => [field, [field[0], at % 2 ? json : field[1]]]);
    case 'retype':
      return on(([name]) => [[name, RETYPED[(at + text.length) % RETYPED.length]!]]);
    case 'overflow':
      return on(([name]) => [[name, JSON.stringify(made.padEnd(10 ** (2 + (at % 3)), 'x'))]]);
    case 'unicode':
      return on(([name]) => [[name, json]]);
    case 'crlf':
      return on(([name, value]) => [[name, `${value.slice(0, -1)}\\r\\nBcc: ${CANARY}@evil.test"`]]);
    case 'nul':
      return on(([name, value]) => [[name, value.startsWith('"') ? `${value.slice(0, -1)}\\u0000"` : value]]);
    case 'proto':
      return {
        ...draft,
        fields: fields && [...fields, [at % 2 ? '__proto__' : 'constructor', `{"use":${json}}`]],
      };
    case 'wrap':
      return on(([name, value]) => [[name, `[${value}]`]]);
    case 'extra':
      return { ...draft, fields: fields && [...fields, [`x${made}`, json]] };
    case 'header':
      return { ...draft, headers: [...headers, [headerAt(at), asLatin1(made.replaceAll(/[\r\n\0]/g, ''))]] };
    case 'header break':
      return { ...draft, headers: [...headers, [headerAt(at), asLatin1(`${made}\r\nX-Evil: ${CANARY}`)]] };
    case 'query':
      return { ...draft, query: [...query, [['account', 'codeID', 'wait', 'x'][at % 4]!, made]] };
    case 'method':
      return { ...draft, method: ['PUT', 'DELETE', 'PATCH', 'GET', 'POST'][at % 5]! };
    case 'type':
      return {
        ...draft,
        headers: [
          ...headers,
          [
            'Content-Type',
            [
              'text/plain',
              'application/xml',
              '',
              'application/json; charset=utf-7',
              'multipart/form-data; boundary=x',
              `${CANARY}/x`,
            ][at % 6]!,
          ],
        ],
      };
    case 'bytes':
      return withBody((body) =>
        Buffer.concat([body.subarray(0, at), Buffer.from([0xff, 0xc0, 0x80]), body.subarray(at)]),
      );
    default:
      return withBody((body) => body.subarray(0, Math.max(1, body.length - 1 - at)));
  }
}

const HEADERS = [
  'iThings-tenant-code',
  'tenant-code',
  'Accept-Language',
  'iThings-token',
  'iThings-project-id',
  'iThings-app-code',
  'X-Request-Id',
  'X-Forwarded-For',
  'Origin',
  'Accept',
];
/** Replaces lone surrogates by U+FFFD: URLs cannot contain them. */
const wellFormed = (text: string): string => Buffer.from(text).toString();
const headerAt = (at: number): string => HEADERS[at % HEADERS.length]!;
const asLatin1 = (text: string): string => Buffer.from(text).toString('latin1');

function bodyOf({ fields, raw }: Draft): Buffer | undefined {
  if (raw) return raw;
  return (
    fields && Buffer.from(`{${fields.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`)
  );
}

export function serialize(draft: Draft, path: string): RawRequest {
  const { method, headers, query } = draft;
  const search = query.map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`).join('&');
  const body = bodyOf(draft);
  const hasType = headers.some(([name]) => name === 'Content-Type');
  return {
    method,
    path: search ? `${path}?${search}` : path,
    headers: body && !hasType ? [JSON_TYPE, ...headers] : headers,
    ...(body && { body }),
  };
}
