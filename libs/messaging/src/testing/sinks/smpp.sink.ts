import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo, Server, Socket } from 'node:net';

interface Pdu {
  command_status?: number;
  response(options?: object): Pdu;
  [field: string]: unknown;
}
interface Session extends EventEmitter {
  socket: Socket;
  send(pdu: Pdu): void;
}
interface SmppServerPackage {
  createServer(options: object, onSession: (session: Session) => void): Server;
}

const smpp = createRequire(import.meta.url)('smpp') as SmppServerPackage;

export const SMPP_LOGIN = { user: 'system', password: 'p@ss/w' };

export interface ReceivedSms {
  from: string;
  /** With a plus when the type of number is international. */
  to: string;
  text: string;
  coding: number;
  validity: string;
  /** Concatenation header: reference, number of parts, part number. */
  part: number[] | undefined;
}

export interface SmppSink {
  port: number;
  received: ReceivedSms[];
  binds(): number;
  /** Number of open sessions. */
  sessions(): number;
  /** Sends enquire_link to a bound client and resolves with its response. */
  enquire(): Promise<unknown>;
  hangUp(): Promise<void>;
  stop: () => Promise<void>;
}

export interface SmppBehaviour {
  /**
   * The command_status of each submit_sm response, by its index and destination; undefined sends none. May misuse the
   * socket. @default 0
   */
  status?: (index: number, socket: Socket, destination: string) => number | undefined;
  /** The command_status of every bind response. @default 0 for the right login */
  bindStatus?: number;
  ignoresBind?: boolean;
  ignoresEnquireLink?: boolean;
  tls?: { key: string; cert: string };
}

/** A real SMSC on an ephemeral loopback port. */
export async function startSmppSink({ status = () => 0, ...options }: SmppBehaviour = {}): Promise<SmppSink> {
  const received: ReceivedSms[] = [];
  const sessions = new Set<Session>();
  let binds = 0;
  let submits = 0;
  const server = smpp.createServer({ ...options.tls }, (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.socket.destroy());
    session.on('bind_transmitter', (pdu: Pdu) => {
      binds += 1;
      if (options.ignoresBind) return;
      const isAuthenticated = pdu.system_id === SMPP_LOGIN.user && pdu.password === SMPP_LOGIN.password;
      const commandStatus = options.bindStatus ?? (isAuthenticated ? 0 : 0x0e);
      session.send(pdu.response({ command_status: commandStatus }));
    });
    session.on('submit_sm', (pdu: Pdu) => {
      const commandStatus = status(submits, session.socket, String(pdu.destination_addr));
      submits += 1;
      if (commandStatus === undefined) return;
      if (commandStatus === 0) received.push(read(pdu));
      session.send(pdu.response({ command_status: commandStatus, message_id: '1' }));
    });
    session.on('enquire_link', (pdu: Pdu) => {
      if (!options.ignoresEnquireLink) session.send(pdu.response());
    });
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      session.socket.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hangUp = async () => {
    await Promise.all([...sessions].map(({ socket }) => once(socket.destroy(), 'close')));
  };
  return {
    port: (server.address() as AddressInfo).port,
    received,
    binds: () => binds,
    sessions: () => sessions.size,
    enquire: async () => {
      const [session] = sessions;
      if (!session) throw new Error('no client is bound');
      return new Promise((resolve) => {
        (session as unknown as { enquire_link(onResponse: (pdu: unknown) => void): void }).enquire_link(
          resolve,
        );
      });
    },
    hangUp,
    stop: async () => {
      await hangUp();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function read(pdu: Pdu): ReceivedSms {
  const { udh, message } = pdu.short_message as { udh?: Buffer[]; message: string };
  const header = udh?.[0];
  return {
    from: `${pdu.source_addr_ton === 1 ? '+' : ''}${String(pdu.source_addr)}`,
    to: `${pdu.dest_addr_ton === 1 ? '+' : ''}${String(pdu.destination_addr)}`,
    text: message,
    coding: Number(pdu.data_coding),
    validity: pdu.validity_period as string,
    part: header ? [...header.subarray(-3)] : undefined,
  };
}
