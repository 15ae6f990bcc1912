import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';

const agent = new Agent({ keepAlive: true });

/** An answer before anybody has read its body. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** POSTs JSON as it is written. `fetch` takes four times the processor time, and attacks send half a million requests. */
export async function send(
  url: string,
  json: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawResponse> {
  const sent = request(url, {
    method: 'POST',
    agent,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.end(json);
  const [response] = await answered;
  const pairs = response.rawHeaders.flatMap((name, i, all) =>
    i % 2 ? [] : [[name, all[i + 1]!] as [string, string]],
  );
  return { status: response.statusCode ?? 0, headers: new Headers(pairs), text: await textOf(response) };
}

/** GETs the text of a page over a new connection: the server may close a kept one in the moment of its use. */
export async function read(url: string): Promise<string> {
  const asked = request(url, { agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return textOf(response);
}
