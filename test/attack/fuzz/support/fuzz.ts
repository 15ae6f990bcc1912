import fc from 'fast-check';
import { CAPTCHA } from '../../../support/app.js';
import { type Operation, operationsOf } from './openapi.js';
import { areValidHeaders, RawHttpClient, type RawResponse } from './raw-http-client.js';
import {
  INVALIDATING,
  type Draft,
  type Mutation,
  mutation,
  mutate,
  validDraft,
  serialize,
} from './mutations.js';

export interface FuzzOptions {
  readonly url: string;
  readonly seed: number;
  /** Requests in all, or a few more. */
  readonly requests: number;
  /** Concurrent connections. @default 8 */
  readonly connections?: number;
}

/** Number of accounts: enough that none exhausts its budget, few enough that their counters do not look like a leak. */
const ACCOUNTS = 2000;
/** Plans between two checks of the request count. */
const CHUNK = 50;

/** A mutated request, or the issue of a code with a mutated answer. */
type Plan =
  | {
      readonly what: 'request';
      readonly operation: Operation;
      readonly draft: Draft;
      readonly mutations: readonly Mutation[];
    }
  | {
      readonly what: 'flow';
      readonly type: 'image' | 'email' | 'phone';
      readonly mutations: readonly Mutation[];
    };

/** Number of responses by request and status: `POST /path 400` → count. */
export type Tally = Map<string, number>;

/**
 * Mutates requests that `openapi.json` allows, single ones and answers to issued codes, and compares every response with
 * the document.
 * @throws {Error} with the seed and the smallest request whose response was wrong
 */
export async function fuzz({ url, seed, requests, connections = 8 }: FuzzOptions): Promise<Tally> {
  const operations = operationsOf('openapi.json').filter((one) => !clearsOutbox(one.method, one.path));
  const find = (path: string): Operation => operations.find((one) => one.path === path)!;
  const [issue, verify] = [find(CAPTCHA), find(`${CAPTCHA}/verify`)];
  const tally: Tally = new Map();
  let [sent, accounts] = [0, 0];

  const post = async (client: RawHttpClient, operation: Operation, draft: Draft): Promise<RawResponse> => {
    const request = serialize(draft, operation.path);
    const response = await client.request(request);
    sent++;
    if (!response) throw new Error('connection closed without a response');
    const key = `${request.method} ${operation.path} ${response.status}`;
    tally.set(key, (tally.get(key) ?? 0) + 1);
    // 404 and 405 are right for an undocumented method.
    const isDocumented = draft.method === operation.method || ![404, 405].includes(response.status);
    // Invalid HTTP may be refused before routing, with the same response for all operations.
    const mayBeUnrouted = response.status === 400 && !areValidHeaders(request.headers);
    const documented = mayBeUnrouted ? [operation, issue] : [operation];
    const wrong = isDocumented ? fewest(documented.map((one) => one.validate(response))) : [];
    if (wrong.length > 0)
      throw new Error(
        `${wrong.join('; ')}\n${printed(request)}\n${response.status} ${response.text.slice(0, 500)}`,
      );
    return response;
  };

  const flow = async (
    client: RawHttpClient,
    type: 'image' | 'email' | 'phone',
    mutations: readonly Mutation[],
  ): Promise<void> => {
    const n = String(accounts++ % ACCOUNTS).padStart(8, '0');
    const account = { image: {}, email: { account: `p${n}@example.com` }, phone: { account: `+86138${n}` } }[
      type
    ];
    const subject = { use: 'login', type, ...account };
    const issued = await post(client, issue, draftOf(subject));
    const { codeID } = (JSON.parse(issued.text) as { data: { codeID: string } }).data;
    const outbox = await client.request({
      method: 'GET',
      path: `/outbox/messages?codeID=${codeID}`,
      headers: [],
    });
    const { code } = (JSON.parse(outbox?.text ?? '') as { data: { messages: { code: string }[] } }).data
      .messages[0]!;
    const draft = mutations.reduce(mutate, draftOf({ codeID, code, ...subject }));
    const response = await post(client, verify, draft);
    const kinds = mutations.map(({ kind }) => kind);
    if (kinds.length === 0 && response.status !== 200)
      throw new Error(`the right answer got ${response.text}`);
    if (response.status === 200 && kinds.length === 1 && INVALIDATING.includes(kinds[0]!))
      throw new Error(`accepted after ${JSON.stringify(mutations)}`);
  };

  const plan: fc.Arbitrary<Plan> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(...operations).chain((operation) =>
        fc.record({
          what: fc.constant('request' as const),
          operation: fc.constant(operation),
          draft: validDraft(operation),
          mutations: fc.array(mutation, { maxLength: 3 }),
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('flow' as const),
        type: fc.constantFrom('image', 'email', 'phone'),
        mutations: fc.array(mutation, { maxLength: 2 }),
      }),
    },
  );

  const work = async (worker: number): Promise<void> => {
    const client = new RawHttpClient(url);
    try {
      for (let chunk = 0; sent < requests; chunk++) {
        const property = fc.asyncProperty(plan, async (one) => {
          if (one.what === 'flow') await flow(client, one.type, one.mutations);
          else {
            const draft = one.mutations.reduce(mutate, one.draft);
            if (!clearsOutbox(draft.method, one.operation.path)) await post(client, one.operation, draft);
          }
        });
        await fc.assert(property, { seed: seed + worker * 100_000 + chunk, numRuns: CHUNK });
      }
    } finally {
      client.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, worker) => work(worker)));
  return tally;
}

function fewest(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.reduce((shortest, list) => (list.length < shortest.length ? list : shortest));
}

/** Such a request would remove the codes that concurrent flows read. */
function clearsOutbox(method: string, path: string): boolean {
  return method === 'DELETE' && path === '/outbox/messages';
}

function draftOf(body: Readonly<Record<string, string>>): Draft {
  const fields = Object.entries(body).map(([name, value]) => [name, JSON.stringify(value)] as const);
  return { method: 'POST', headers: [], query: [], fields };
}

function printed({
  method,
  path,
  headers,
  body,
}: {
  method: string;
  path: string;
  headers: readonly (readonly [string, string])[];
  body?: Buffer;
}): string {
  const text = body?.toString('latin1') ?? '';
  return [
    `${method} ${path}`,
    ...headers.map((header) => JSON.stringify(header)),
    JSON.stringify(text.slice(0, 600)),
  ].join('\n');
}
