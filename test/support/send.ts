import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';

const agent = new Agent({ keepAlive: true });

/** A response whose body is not parsed. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** POSTs a JSON text. `fetch` takes four times the CPU time, and the attack suites send half a million requests. */
export async function send(
  url: string,
  json: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawResponse> {
  const outgoing = request(url, {
    method: 'POST',
    agent,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
  const received = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  outgoing.end(json);
  const [response] = await received;
  const pairs = response.rawHeaders.flatMap((name, i, all) =>
    i % 2 ? [] : [[name, all[i + 1]!] as [string, string]],
  );
  return { status: response.statusCode ?? 0, headers: new Headers(pairs), text: await textOf(response) };
}

/** GETs a text over a new connection: the server may close a kept-alive one while it is being reused. */
export async function read(url: string): Promise<string> {
  const outgoing = request(url, { agent: false }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return textOf(response);
}
