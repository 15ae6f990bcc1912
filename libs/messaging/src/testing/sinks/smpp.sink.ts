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
  /** With a plus when the number said to be international. */
  to: string;
  text: string;
  coding: number;
  validity: string;
  /** Reference, count and number within a series; undefined when it stands alone. */
  part: number[] | undefined;
}

export interface SmppSink {
  port: number;
  received: ReceivedSms[];
  binds(): number;
  /** How many sessions are open. */
  sessions(): number;
  /** Sends a command to every bound client and resolves with its answer. */
  enquire(): Promise<unknown>;
  hangUp(): Promise<void>;
  stop: () => Promise<void>;
}

export interface SmppBehaviour {
  /** What to answer a submit_sm with; nothing at all when undefined, but what is done to the socket. @default 0 */
  status?: (index: number, socket: Socket) => number | undefined;
  isSilentAtBind?: boolean;
  isDeafToEnquiries?: boolean;
  tls?: { key: string; cert: string };
}

/** A real SMSC on an ephemeral loopback port. */
export async function startSmppSink({ status = () => 0, ...is }: SmppBehaviour = {}): Promise<SmppSink> {
  const received: ReceivedSms[] = [];
  const sessions = new Set<Session>();
  let binds = 0;
  let submits = 0;
  const server = smpp.createServer({ ...is.tls }, (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.socket.destroy());
    session.on('bind_transmitter', (pdu: Pdu) => {
      binds += 1;
      if (is.isSilentAtBind) return;
      const isKnown = pdu.system_id === SMPP_LOGIN.user && pdu.password === SMPP_LOGIN.password;
      session.send(pdu.response({ command_status: isKnown ? 0 : 0x0e }));
    });
    session.on('submit_sm', (pdu: Pdu) => {
      const answer = status(submits, session.socket);
      submits += 1;
      if (answer === undefined) return;
      if (answer === 0) received.push(read(pdu));
      session.send(pdu.response({ command_status: answer, message_id: '1' }));
    });
    session.on('enquire_link', (pdu: Pdu) => {
      if (!is.isDeafToEnquiries) session.send(pdu.response());
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
      if (!session) throw new Error('nobody is bound');
      return new Promise((resolve) => {
        (session as unknown as { enquire_link(onAnswer: (pdu: unknown) => void): void }).enquire_link(
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
