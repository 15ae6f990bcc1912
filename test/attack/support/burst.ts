import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One answer of a burst. */
export interface BurstAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

export interface BurstOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** How many requests end at once; more bodies than that go in waves over the same connections. @default 500 */
  readonly sockets?: number;
}

/**
 * Sends POSTs over many sockets so that all of a wave end at once: everything but the last byte goes first, and when
 * every socket is that far, the last bytes are released together.
 *
 * @param urls the servers to aim at, in turns
 */
export async function burst(
  urls: readonly string[],
  path: string,
  bodies: readonly string[],
  { headers = {}, sockets = 500 }: BurstOptions = {},
): Promise<BurstAnswer[]> {
  const lines = await Promise.all(
    Array.from({ length: Math.min(sockets, bodies.length) }, (_, i) => Line.open(urls[i % urls.length]!)),
  );
  const answers: BurstAnswer[] = [];
  try {
    for (let from = 0; from < bodies.length; from += lines.length) {
      const wave = bodies.slice(from, from + lines.length);
      await Promise.all(wave.map((body, i) => lines[i]!.aim(path, body, headers)));
      answers.push(...(await Promise.all(wave.map((body, i) => lines[i]!.fire(body)))));
    }
  } finally {
    lines.forEach((line) => line.close());
  }
  return answers;
}

/** One kept connection. */
class Line {
  private readonly chunks: AsyncIterator<string, undefined>;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    this.chunks = socket.setEncoding('latin1').iterator() as AsyncIterator<string, undefined>;
  }

  static async open(url: string): Promise<Line> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    return new Line(socket, hostname);
  }

  /** Sends all but the last byte. */
  async aim(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const head = [
      `POST ${path} HTTP/1.1`,
      `Host: ${this.host}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    const bytes = `${head.join('\r\n')}\r\n\r\n${body.slice(0, -1)}`;
    await new Promise<void>((resolve) => this.socket.write(bytes, () => resolve()));
  }

  async fire(body: string): Promise<BurstAnswer> {
    this.socket.write(body.slice(-1));
    let received = '';
    for (;;) {
      const [head = '', rest] = split(received);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
      if (rest !== undefined && rest.length >= length)
        return { status: Number(head.split(' ')[1]), head, body: Buffer.from(rest, 'latin1').toString() };
      const { done, value } = await this.chunks.next();
      if (done) throw new Error(`hung up after ${JSON.stringify(received)}`);
      received += value;
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

function split(text: string): [head: string, rest?: string] {
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? [text] : [text.slice(0, end), text.slice(end + 4)];
}
