import { connect, type Socket } from 'node:net';

/** A request to the last byte, so that it can be one that no HTTP client would make. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Latin-1, as they are: line breaks and NUL included. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
}

export interface RawResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** How long an answer may take, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** Whether header values hold no control character but tabs (RFC 9110 §5.5): else no server need take it for HTTP. */
export function isHttp(headers: RawRequest['headers']): boolean {
  return headers.every(([, value]) =>
    [...Buffer.from(value, 'latin1')].every((b) => b === 9 || (b > 31 && b !== 127)),
  );
}

/** One kept connection; whatever a broken request did to it, the next one gets a sound one. */
export class RawHttpClient {
  private socket: Socket | undefined;
  private received = Buffer.alloc(0);
  private wake: (() => void) | undefined;
  private readonly target: { readonly host: string; readonly port: number };

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.target = { host: hostname, port: Number(port) };
  }

  /** @returns undefined when the other side hung up without a whole answer */
  async ask({ method, path, headers, body }: RawRequest): Promise<RawResponse | undefined> {
    const isSound = isHttp(headers);
    const all = [
      ['Host', 'x'],
      ...(isSound ? [] : [['Connection', 'close']]),
      ...(body ? [['Content-Length', String(body.length)]] : []),
      ...headers,
    ];
    const head = [`${method} ${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), '', ''];
    const socket = this.open();
    socket.write(Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), body ?? Buffer.alloc(0)]));
    const answer = await this.answer(socket);
    if (!isSound || !answer || answer.headers.get('connection') === 'close') this.close();
    return answer;
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

  private async answer(socket: Socket): Promise<RawResponse | undefined> {
    const end = performance.now() + TIMEOUT_MS;
    for (;;) {
      const whole = this.take();
      if (whole) return whole;
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

  private take(): RawResponse | undefined {
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
