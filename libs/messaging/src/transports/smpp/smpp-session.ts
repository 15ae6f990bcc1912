import type { EventEmitter } from 'node:events';

import { interruptedError, NO_ANSWER, TransportError } from '../../transport.js';

/** The used part of the package `smpp`: https://github.com/farhadi/node-smpp */
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
  bind_transmitter(pdu: Pdu, onResponse: OnResponse): boolean;
  submit_sm(pdu: Pdu, onResponse: OnResponse): boolean;
  enquire_link(pdu: Pdu, onResponse: OnResponse): boolean;
  unbind(pdu: Pdu, onResponse: OnResponse): boolean;
}
type OnResponse = (response: { command_status: number }) => void;
type Command = 'bind_transmitter' | 'submit_sm' | 'enquire_link' | 'unbind';

/** Interval and response timeout of enquire_link, the keep-alive of SMPP. */
const ENQUIRE_LINK_INTERVAL_MS = 30_000;
const ENQUIRE_LINK_TIMEOUT_MS = 10_000;

/** The reason when the connection was closed before the first byte was written. */
const NOT_WRITTEN = 'connection closed';

/** A bound session with an SMSC (SMPP 3.4). Binds on first use, and again after the connection was lost. */
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
   * @returns the response's command_status
   * @throws {TransportError} `refused` when the SMSC rejects the bind, `unknown` when the connection fails after a
   *   submit_sm was written, else `unreachable`
   */
  async request(command: 'submit_sm' | 'enquire_link', pdu: Pdu, signal: AbortSignal): Promise<number> {
    const connection = await this.#connection(signal);
    if (signal.aborted) throw interruptedError(this.#name, NO_ANSWER, false);
    return sendCommand(connection, command, pdu, signal).catch(({ message }: Error) => {
      throw interruptedError(this.#name, message, command === 'submit_sm' && message !== NOT_WRITTEN);
    });
  }

  /** The name of a command_status (SMPP 3.4 §5.1.3), or its hexadecimal number. */
  statusName(status: number): string {
    const [name] = Object.entries(this.#smpp.errors).find(([, value]) => value === status) ?? [];
    return name ?? `0x${status.toString(16).padStart(8, '0')}`;
  }

  /** Unbinds, waiting at most one second for the response, and closes the connection. */
  async close(): Promise<void> {
    const connection = await this.#bound?.catch(() => undefined);
    if (!connection) return;
    await sendCommand(connection, 'unbind', {}, AbortSignal.timeout(1000)).catch(() => undefined);
    connection.destroy();
  }

  /** Concurrent callers share one bind, which has the deadline of the first. */
  #connection(signal: AbortSignal): Promise<SmppConnection> {
    if (this.#bound) return this.#bound;
    const bound = this.#bind(signal, () => {
      if (this.#bound === bound) this.#bound = undefined;
    });
    this.#bound = bound;
    return bound;
  }

  async #bind(signal: AbortSignal, onClose: () => void): Promise<SmppConnection> {
    const connection = this.#smpp.connect(this.#address);
    // Each pending command adds its own listeners.
    connection.setMaxListeners(0);
    connection.on('error', () => connection.destroy());
    connection.on('close', onClose);
    connection.on('enquire_link', (pdu: { response(): unknown }) => connection.send(pdu.response()));
    connection.on('unbind', (pdu: { response(): unknown }) => {
      connection.send(pdu.response());
      connection.destroy();
    });
    try {
      await waitForEvent(connection, this.#address.tls ? 'secureConnect' : 'connect', signal);
      const status = await sendCommand(connection, 'bind_transmitter', this.#credentials, signal);
      if (status !== 0) throw this.#bindError(status);
    } catch (error) {
      connection.destroy();
      onClose();
      if (error instanceof TransportError) throw error;
      throw interruptedError(this.#name, (error as Error).message, false);
    }
    keepAlive(connection);
    return connection;
  }

  #bindError(status: number): TransportError {
    const text = `${this.#name} refused the login: ${this.statusName(status)}`;
    return new TransportError('refused', text, false, true);
  }
}

/** Destroys a connection whose peer does not respond to enquire_link, which rejects the pending commands. */
function keepAlive(connection: SmppConnection): void {
  const timer = setInterval(() => {
    const timeout = AbortSignal.timeout(ENQUIRE_LINK_TIMEOUT_MS);
    sendCommand(connection, 'enquire_link', {}, timeout).catch(() => connection.destroy());
  }, ENQUIRE_LINK_INTERVAL_MS);
  connection.once('close', () => clearInterval(timer));
}

function sendCommand(
  connection: SmppConnection,
  command: Command,
  pdu: Pdu,
  signal: AbortSignal,
): Promise<number> {
  return abortable(connection, signal, (resolve, fail) => {
    const isWritten = connection[command](pdu, (response) => resolve(response.command_status));
    if (!isWritten) fail(NOT_WRITTEN);
  });
}

function waitForEvent(connection: SmppConnection, event: string, signal: AbortSignal): Promise<void> {
  return abortable(connection, signal, (resolve) => void connection.once(event, () => resolve()));
}

/** Settles like the executor's promise; rejects with a reason when the connection fails or the signal aborts. */
function abortable<T>(
  connection: SmppConnection,
  signal: AbortSignal,
  executor: (resolve: (value: T) => void, fail: (reason: string) => void) => void,
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
    else executor((value) => end(() => resolve(value)), fail);
  });
}
