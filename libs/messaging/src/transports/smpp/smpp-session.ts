import type { EventEmitter } from 'node:events';

import { interruptedError, NO_ANSWER, TransportError } from '../../transport.js';

/** The little of the package `smpp` that is used: https://github.com/farhadi/node-smpp */
export interface SmppPackage {
  connect(options: SmppAddress): SmppConnection;
  errors: Record<string, number>;
}
export interface SmppAddress {
  host: string;
  port: number;
  tls: boolean;
  ca?: Buffer;
}
type Pdu = Record<string, unknown>;
interface SmppConnection extends EventEmitter {
  send(pdu: unknown): boolean;
  destroy(): void;
  bind_transmitter(pdu: Pdu, onAnswer: OnAnswer): boolean;
  submit_sm(pdu: Pdu, onAnswer: OnAnswer): boolean;
  enquire_link(pdu: Pdu, onAnswer: OnAnswer): boolean;
  unbind(pdu: Pdu, onAnswer: OnAnswer): boolean;
}
type OnAnswer = (answer: { command_status: number }) => void;
type Command = 'bind_transmitter' | 'submit_sm' | 'enquire_link' | 'unbind';

/** How often an idle server is asked whether it is still there, and how long it may take to say so. */
const ENQUIRE_EVERY_MS = 30_000;
const ENQUIRE_WITHIN_MS = 10_000;

/** The reason when the connection was gone before the first byte. */
const NOT_WRITTEN = 'no connection any more';

/** A bound session with an SMSC (SMPP 3.4), made when it is first needed and made anew when it broke. */
export class SmppSession {
  readonly #smpp: SmppPackage;
  readonly #name: string;
  readonly #address: SmppAddress;
  readonly #credentials: Pdu;
  #bound: Promise<SmppConnection> | undefined;

  constructor(smpp: SmppPackage, name: string, address: SmppAddress, credentials: Pdu) {
    this.#smpp = smpp;
    this.#name = name;
    this.#address = address;
    this.#credentials = credentials;
  }

  /**
   * @returns the status of the answer
   * @throws {TransportError} `refused` or `unreachable` when there is no session, `unknown` when it broke off
   */
  async request(command: 'submit_sm' | 'enquire_link', pdu: Pdu, signal: AbortSignal): Promise<number> {
    const connection = await this.#connection(signal);
    if (signal.aborted) throw interruptedError(this.#name, NO_ANSWER, false);
    return answerOf(connection, command, pdu, signal).catch(({ message }: Error) => {
      throw interruptedError(this.#name, message, command === 'submit_sm' && message !== NOT_WRITTEN);
    });
  }

  /** The name the specification gives a status (SMPP 3.4 §5.1.3), or its number. */
  statusName(status: number): string {
    const [name] = Object.entries(this.#smpp.errors).find(([, value]) => value === status) ?? [];
    return name ?? `0x${status.toString(16).padStart(8, '0')}`;
  }

  /** Says good-bye to a server that listens, and leaves in any case. */
  async close(): Promise<void> {
    const connection = await this.#bound?.catch(() => undefined);
    if (!connection) return;
    await answerOf(connection, 'unbind', {}, AbortSignal.timeout(1000)).catch(() => undefined);
    connection.destroy();
  }

  /** Whoever comes while the session is being made waits for it, with the deadline of the first. */
  #connection(signal: AbortSignal): Promise<SmppConnection> {
    if (this.#bound) return this.#bound;
    const bound = this.#bind(signal, () => {
      if (this.#bound === bound) this.#bound = undefined;
    });
    this.#bound = bound;
    return bound;
  }

  async #bind(signal: AbortSignal, forget: () => void): Promise<SmppConnection> {
    const connection = this.#smpp.connect(this.#address);
    // Each message that waits for its answer listens.
    connection.setMaxListeners(0);
    connection.on('error', () => connection.destroy());
    connection.on('close', forget);
    connection.on('enquire_link', (pdu: { response(): unknown }) => connection.send(pdu.response()));
    connection.on('unbind', (pdu: { response(): unknown }) => {
      connection.send(pdu.response());
      connection.destroy();
    });
    try {
      await eventOf(connection, this.#address.tls ? 'secureConnect' : 'connect', signal);
      const status = await answerOf(connection, 'bind_transmitter', this.#credentials, signal);
      if (status !== 0) throw this.#refusedBind(status);
    } catch (error) {
      connection.destroy();
      forget();
      if (error instanceof TransportError) throw error;
      throw interruptedError(this.#name, (error as Error).message, false);
    }
    keepAlive(connection);
    return connection;
  }

  #refusedBind(status: number): TransportError {
    const text = `${this.#name} refused the login: ${this.statusName(status)}`;
    return new TransportError('refused', text, false, true);
  }
}

/** Ends a connection whose other side is silent, so that whoever waits for an answer hears of it. */
function keepAlive(connection: SmppConnection): void {
  const timer = setInterval(() => {
    const isAlive = AbortSignal.timeout(ENQUIRE_WITHIN_MS);
    answerOf(connection, 'enquire_link', {}, isAlive).catch(() => connection.destroy());
  }, ENQUIRE_EVERY_MS);
  connection.once('close', () => clearInterval(timer));
}

function answerOf(
  connection: SmppConnection,
  command: Command,
  pdu: Pdu,
  signal: AbortSignal,
): Promise<number> {
  return promisify(connection, signal, (resolve, fail) => {
    const isWritten = connection[command](pdu, (answer) => resolve(answer.command_status));
    if (!isWritten) fail(NOT_WRITTEN);
  });
}

function eventOf(connection: SmppConnection, event: string, signal: AbortSignal): Promise<void> {
  return promisify(connection, signal, (resolve) => void connection.once(event, () => resolve()));
}

/** Settles with the work, or rejects with the reason when the connection or the deadline ends. */
function promisify<T>(
  connection: SmppConnection,
  signal: AbortSignal,
  work: (resolve: (value: T) => void, fail: (reason: string) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const fail = (reason = 'connection lost') => end(() => reject(new Error(reason)));
    const onAbort = () => fail(NO_ANSWER);
    const onError = ({ code }: NodeJS.ErrnoException) => fail(code);
    const onClose = () => fail();
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', onAbort);
      connection.off('error', onError).off('close', onClose);
      settle();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    connection.prependListener('error', onError).on('close', onClose);
    if (signal.aborted) onAbort();
    else work((value) => end(() => resolve(value)), fail);
  });
}
