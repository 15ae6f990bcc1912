import { connect, type Socket } from 'node:net';

/** A request that is written byte by byte: it may be one that an HTTP client would refuse to send. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Latin-1, unescaped: values may contain line breaks and NUL. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
}

export interface RawResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Maximum time until a complete response, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** Whether the header values are valid: no control characters except tabs (RFC 9110 §5.5). */
export function areValidHeaders(headers: RawRequest['headers']): boolean {
  return headers.every(([, value]) =>
    [...Buffer.from(value, 'latin1')].every((b) => b === 9 || (b > 31 && b !== 127)),
  );
}

/** A keep-alive connection, which is reopened after an invalid request. */
export class RawHttpClient {
  private socket: Socket | undefined;
  private received = Buffer.alloc(0);
  private wake: (() => void) | undefined;
  private readonly target: { readonly host: string; readonly port: number };

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.target = { host: hostname, port: Number(port) };
  }

  /** @returns undefined when the server closed the connection, or timed out, without a complete response */
  async request({ method, path, headers, body }: RawRequest): Promise<RawResponse | undefined> {
    const isValid = areValidHeaders(headers);
    const all = [
      ['Host', 'localhost'],
      ...(isValid ? [] : [['Connection', 'close']]),
      ...(body ? [['Content-Length', String(body.length)]] : []),
      ...headers,
    ];
    const head = [`${method} ${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), '', ''];
    const socket = this.open();
    socket.write(Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), body ?? Buffer.alloc(0)]));
    const response = await this.receive(socket);
    if (!isValid || !response || response.headers.get('connection') === 'close') this.close();
    return response;
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private open(): Socket {
    if (this.socket && !this.socket.destroyed) return this.socket;
    const socket = connect({ ...this.target, noDelay: true });
    this.socket = socket;
    this.received = Buffer.alloc(0);
    const wake = (): void => this.wake?.();
    socket.on('error', () => undefined).on('close', wake);
    socket.on('data', (bytes: Buffer) => {
      if (this.socket !== socket) return;
      this.received = Buffer.concat([this.received, bytes]);
      wake();
    });
    return socket;
  }

  private async receive(socket: Socket): Promise<RawResponse | undefined> {
    const end = performance.now() + TIMEOUT_MS;
    for (;;) {
      const response = this.parse();
      if (response) return response;
      if (socket.destroyed || performance.now() > end) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, TIMEOUT_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Removes the first complete response from the buffer. */
  private parse(): RawResponse | undefined {
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [first = '', ...lines] = this.received.subarray(0, end).toString('latin1').split('\r\n');
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers.get('content-length') ?? 0);
    const text = this.received.subarray(end + 4, end + 4 + length);
    if (text.length < length) return undefined;
    this.received = this.received.subarray(end + 4 + length);
    return { status: Number(first.split(' ')[1]), headers, text: text.toString() };
  }
}
