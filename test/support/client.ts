import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A keep-alive client of one connection at a time, as a balancer's pool has many; it reads answers to the last byte. */
export class Client {
  private socket: Socket | undefined;
  private buffer = '';
  private waiting: { resolve(status: number): void; reject(error: Error): void } | undefined;
  /** Whether the last answer told it to open another connection. */
  private isToClose = false;

  constructor(private readonly port: number) {}

  /** @returns the status @throws {Error} when the connection broke off before the last byte of an answer */
  async send(request: string): Promise<number> {
    const socket = await this.open();
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      socket.write(request);
    });
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async open(): Promise<Socket> {
    if (this.socket && !this.isToClose) return this.socket;
    this.close();
    this.isToClose = false;
    this.buffer = '';
    const socket = connect(this.port, '127.0.0.1').setEncoding('latin1').setNoDelay();
    this.socket = socket;
    const fail = (error: Error): void => {
      if (this.socket === socket) this.socket = undefined;
      this.waiting?.reject(error);
      this.waiting = undefined;
    };
    await once(socket, 'connect');
    socket.on('error', fail).on('close', () => fail(new Error('broke off')));
    socket.on('data', (text: string) => this.read(text));
    return socket;
  }

  private read(text: string): void {
    this.buffer += text;
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.buffer.slice(0, end).toLowerCase();
    const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
    if (this.buffer.length < end + 4 + length) return;
    this.isToClose = /^connection: close/m.test(head);
    const status = Number(head.slice(9, 12));
    this.buffer = this.buffer.slice(end + 4 + length);
    this.waiting?.resolve(status);
    this.waiting = undefined;
  }
}

/** A request as bytes. */
export function post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): string {
  const text = JSON.stringify(body);
  const lines = Object.entries({
    Host: 'x',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${path} HTTP/1.1`, ...lines, '', text].join('\r\n');
}

/** A status per request; 0 where the connection broke off or was refused. */
export type Answers = Map<number, number>;

export function count(answers: Answers, status: number): void {
  answers.set(status, (answers.get(status) ?? 0) + 1);
}
