import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An HTTP response as raw text. */
export class Reply {
  constructor(
    /** Status line and headers. */
    readonly head: string,
    private readonly bytes: string,
  ) {}

  get status(): number {
    return Number(this.head.slice(9, 12));
  }

  get body(): string {
    return Buffer.from(this.bytes, 'latin1').toString();
  }
}

/** An HTTP/1.1 keep-alive client with one connection. It sends raw bytes and reads each response to its last byte. */
export class Client {
  private socket: Socket | undefined;
  private buffer = '';
  private pending: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;
  /** Whether the last response said `Connection: close`. */
  private mustReconnect = false;

  /** @param port of 127.0.0.1 */
  constructor(private readonly port: number) {}

  /**
   * Sends a request, or the rest of a request begun by {@link sendPartial}.
   * @throws {Error} if the connection breaks before the last byte of the response
   */
  async send(request: string): Promise<Reply> {
    const socket = await this.open();
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      socket.write(request);
    });
  }

  /** Sends the beginning of a request. Resolves once the bytes are written to the socket. */
  async sendPartial(bytes: string): Promise<void> {
    const socket = await this.open();
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async open(): Promise<Socket> {
    if (this.socket && !this.mustReconnect) return this.socket;
    this.close();
    this.mustReconnect = false;
    this.buffer = '';
    const socket = connect(this.port, '127.0.0.1').setEncoding('latin1').setNoDelay();
    this.socket = socket;
    const fail = (error: Error): void => {
      if (this.socket === socket) this.socket = undefined;
      this.pending?.reject(error);
      this.pending = undefined;
    };
    await once(socket, 'connect').catch((error: Error) => {
      this.close();
      throw error;
    });
    socket.on('error', fail).on('close', () => fail(new Error('connection closed')));
    socket.on('data', (text: string) => this.read(text));
    return socket;
  }

  private read(text: string): void {
    this.buffer += text;
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.buffer.slice(0, end);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    const next = end + 4 + length;
    if (this.buffer.length < next) return;
    this.mustReconnect = /^connection: close/im.test(head);
    const reply = new Reply(head, this.buffer.slice(end + 4, next));
    this.buffer = this.buffer.slice(next);
    const pending = this.pending;
    this.pending = undefined;
    pending?.resolve(reply);
  }
}

/** A raw HTTP POST request with a JSON body. */
export function post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): string {
  return postText(path, JSON.stringify(body), headers);
}

/** A raw HTTP POST request with `text` as its body, declared as JSON. */
export function postText(path: string, text: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({
    Host: 'x',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${path} HTTP/1.1`, ...lines, '', text].join('\r\n');
}
