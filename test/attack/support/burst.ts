import { Client, postText, type Reply } from '../../support/client.js';
import { times } from '../../support/vitest/times.js';

export interface BurstOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Requests per wave. Further bodies follow in more waves over the same connections. @default 500 */
  readonly sockets?: number;
}

/**
 * Sends POSTs over many sockets so that all requests of a wave end at once: each socket first sends all but the last byte;
 * then the last bytes are sent together.
 *
 * @param urls the servers; connections are spread over them round-robin
 */
export async function burst(
  urls: readonly string[],
  path: string,
  bodies: readonly string[],
  { headers = {}, sockets = 500 }: BurstOptions = {},
): Promise<Reply[]> {
  const ports = urls.map((url) => Number(new URL(url).port));
  const clients = times(Math.min(sockets, bodies.length), (i) => new Client(ports[i % ports.length]!));
  const replies: Reply[] = [];
  try {
    for (let from = 0; from < bodies.length; from += clients.length) {
      const wave = bodies.slice(from, from + clients.length).map((body) => postText(path, body, headers));
      await Promise.all(wave.map((request, i) => clients[i]!.sendPartial(request.slice(0, -1))));
      replies.push(...(await Promise.all(wave.map((request, i) => clients[i]!.send(request.slice(-1))))));
    }
  } finally {
    clients.forEach((client) => client.close());
  }
  return replies;
}
