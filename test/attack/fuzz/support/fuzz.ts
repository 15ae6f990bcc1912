import fc from 'fast-check';
import { CAPTCHA } from '../../../support/app.js';
import { type Operation, operationsOf } from './openapi.js';
import { isHttp, RawHttpClient, type RawResponse } from './raw-http-client.js';
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
  /** Connections at work at once. @default 8 */
  readonly lanes?: number;
}

/** So many accounts that none uses its wrong answers up, and so few that counting them is no growth. */
const PEOPLE = 2000;
/** Plans between two looks at the count. */
const CHUNK = 50;

/** A request, or a code that is asked for and then answered, each with what was done to it. */
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

/** What was asked, by answer: `POST /path 400` → how often. */
export type Tally = Map<string, number>;

/**
 * Sends requests that the document allows and spoils them, alone and as the second half of a code's life, and holds
 * every answer against the document.
 * @throws {Error} with the seed and the smallest request that got a wrong answer
 */
export async function fuzz({ url, seed, requests, lanes = 8 }: FuzzOptions): Promise<Tally> {
  const operations = operationsOf('openapi.json');
  const find = (path: string): Operation => operations.find((one) => one.path === path)!;
  const [issue, verify] = [find(CAPTCHA), find(`${CAPTCHA}/verify`)];
  const tally: Tally = new Map();
  let [sent, people] = [0, 0];

  const ask = async (line: RawHttpClient, operation: Operation, draft: Draft): Promise<RawResponse> => {
    const request = serialize(draft, operation.path);
    const answer = await line.ask(request);
    sent++;
    if (!answer) throw new Error('hung up without an answer');
    const key = `${request.method} ${operation.path} ${answer.status}`;
    tally.set(key, (tally.get(key) ?? 0) + 1);
    // Another method is another operation; what is left to say of it is that there is none.
    const isAsDocumented = draft.method === operation.method || ![404, 405].includes(answer.status);
    // What is no HTTP is refused before anybody looks which operation was meant: alike for all.
    const judge = answer.status === 400 && !isHttp(request.headers) ? issue.judge : operation.judge;
    const wrong = isAsDocumented ? judge(answer) : [];
    if (wrong.length > 0)
      throw new Error(
        `${wrong.join('; ')}\n${shown(request)}\n${answer.status} ${answer.text.slice(0, 500)}`,
      );
    return answer;
  };

  const flow = async (
    line: RawHttpClient,
    type: 'image' | 'email' | 'phone',
    mutations: readonly Mutation[],
  ): Promise<void> => {
    const n = String(people++ % PEOPLE).padStart(8, '0');
    const account = { image: {}, email: { account: `p${n}@example.com` }, phone: { account: `+86138${n}` } }[
      type
    ];
    const wish = { use: 'login', type, ...account };
    const issued = await ask(line, issue, draftOf(wish));
    const { codeID } = (JSON.parse(issued.text) as { data: { codeID: string } }).data;
    const box = await line.ask({ method: 'GET', path: `/outbox/messages?codeID=${codeID}`, headers: [] });
    const { code } = (JSON.parse(box?.text ?? '') as { data: { messages: { code: string }[] } }).data
      .messages[0]!;
    const answer = await ask(line, verify, mutations.reduce(mutate, draftOf({ codeID, code, ...wish })));
    const kinds = mutations.map(({ kind }) => kind);
    if (kinds.length === 0 && answer.status !== 200) throw new Error(`the right answer got ${answer.text}`);
    if (answer.status === 200 && kinds.length === 1 && INVALIDATING.includes(kinds[0]!))
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

  const work = async (lane: number): Promise<void> => {
    const line = new RawHttpClient(url);
    try {
      for (let chunk = 0; sent < requests; chunk++) {
        const property = fc.asyncProperty(plan, async (one) => {
          if (one.what === 'flow') await flow(line, one.type, one.mutations);
          else await ask(line, one.operation, one.mutations.reduce(mutate, one.draft));
        });
        await fc.assert(property, { seed: seed + lane * 100_000 + chunk, numRuns: CHUNK });
      }
    } finally {
      line.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
  return tally;
}

function draftOf(body: Readonly<Record<string, string>>): Draft {
  const fields = Object.entries(body).map(([name, value]) => [name, JSON.stringify(value)] as const);
  return { method: 'POST', headers: [], query: [], fields };
}

function shown({
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
