import { EventEmitter, once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

type Step = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'message' | 'QUIT';

const REPLIES: Record<Step, string> = {
  greeting: '220 ready',
  EHLO: '250 hello',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 continue',
  message: '250 accepted',
  QUIT: '221 bye',
};

export interface FaultySmtp {
  port: number;
  /** Every command so far, with its arguments. */
  commands: string[];
  /** Number of connections so far. */
  opened(): number;
  /** Resolves when this many clients have reached the step. */
  reached(step: Step, clients: number): Promise<void>;
  /** Resolves when no connection is open. */
  idle(): Promise<void>;
  stop: () => Promise<void>;
}

/** An SMTP server with a fault per step: `silence`, `slow drip`, `hang up`, or a literal reply. */
export async function startFaultySmtp(faults: Partial<Record<Step, string>>): Promise<FaultySmtp> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    opened += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    converse(socket, { ...REPLIES, ...faults }, (step) => steps.emit(step), commands);
  });
  const steps = new EventEmitter();
  const commands: string[] = [];
  let opened = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    opened: () => opened,
    reached: async (step, clients) => {
      for (let client = 0; client < clients; client += 1) await once(steps, step);
    },
    idle: async () => {
      await Promise.all([...sockets].map((socket) => once(socket, 'close')));
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function converse(
  socket: Socket,
  replies: Record<Step, string>,
  onStep: (step: Step) => void,
  commands: string[],
): void {
  let received = '';
  let isMessage = false;

  const reply = (step: Step) => {
    onStep(step);
    if (replies[step] === 'hang up') return void socket.destroy();
    if (replies[step] === 'slow drip') return drip(socket);
    if (replies[step] !== 'silence') socket.write(`${replies[step]}\r\n`);
    isMessage = step === 'DATA';
  };

  reply('greeting');
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    for (;;) {
      const end = isMessage ? '\r\n.\r\n' : '\r\n';
      const length = received.indexOf(end);
      if (length === -1) return;
      if (!isMessage) commands.push(received.slice(0, length));
      const step = isMessage ? 'message' : (received.slice(0, 4) as Step);
      received = received.slice(length + end.length);
      reply(step);
    }
  });
}

/** An endless multi-line reply. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('250-wait\r\n'), 10);
  socket.on('close', () => clearInterval(timer));
}
