import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Channel } from '../message.js';
import { startFakeVendor, VENDOR_SCRIPTS, type VendorFault } from './vendors/fake-vendor.js';
import { startFaultySmtp } from './sinks/faulty-smtp.js';
import { startHttpSink } from './sinks/http.sink.js';
import { SMPP_LOGIN, startSmppSink } from './sinks/smpp.sink.js';
import { startSmtpSink } from './sinks/smtp.sink.js';

/** What can go wrong with a vendor, `none` first. */
export const FAULTS = [
  'none',
  'this recipient had enough',
  'too many requests',
  'wrong credentials',
  'server error',
  'out of service',
  'timeout behind a gateway',
  'malformed answer',
  'redirect',
  'hangs up on the message',
  'silence',
  'slow drip',
  'not there',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Starts a server with one fault and gives the DSN that leads to it. */
type Start = () => Promise<{ dsn: string; stop: () => Promise<unknown> }>;

export interface FaultColumn {
  channel: Channel;
  /** What cannot happen to this transport is not there. */
  faults: Partial<Record<Fault, Start>>;
}

/** For each transport that talks to somebody: what goes wrong there, by the fault. */
export const FAULT_COLUMNS: Record<string, FaultColumn> = {
  smtp: {
    channel: 'mail',
    faults: {
      none: smtp({}),
      'this recipient had enough': smtp({ RCPT: '452 4.2.2 <MiXed.Case+tag@Example.COM> is full' }),
      'too many requests': smtp({ greeting: '421 4.7.0 too many connections' }),
      'wrong credentials': smtpWithLogin,
      'server error': smtp({ MAIL: '451 4.3.0 trouble' }),
      'out of service': smtp({ greeting: '554 no service' }),
      'malformed answer': smtp({ message: 'nonsense' }),
      redirect: smtp({ RCPT: '551 5.1.6 moved' }),
      'hangs up on the message': smtp({ message: 'hang up' }),
      silence: smtp({ message: 'silence' }),
      'slow drip': smtp({ message: 'slow drip' }),
      'not there': gone('smtp://127.0.0.1:PORT?from=a@example.com'),
    },
  },
  aliyun: { channel: 'sms', faults: api('aliyun') },
  tencent: { channel: 'sms', faults: api('tencent') },
  twilio: { channel: 'sms', faults: api('twilio') },
  smpp: {
    channel: 'sms',
    faults: {
      none: smpp(() => 0),
      'this recipient had enough': smpp(() => 0x45),
      'too many requests': smpp(() => 0x58),
      'wrong credentials': smpp(() => 0, 'system:wrong'),
      'server error': smpp(() => 0x08),
      'out of service': smpp(() => 0x14),
      'malformed answer': smpp((socket) => void socket.write('nonsense')),
      'hangs up on the message': smpp((socket) => void socket.destroy()),
      silence: smpp(() => undefined),
      'slow drip': smpp((socket) => void socket.write('\0\0')),
      'not there': gone('smpp://u:p@127.0.0.1:PORT'),
    },
  },
  webhook: {
    channel: 'sms',
    faults: {
      none: webhook((response) => response.writeHead(204).end()),
      'this recipient had enough': webhook((response) => response.writeHead(422).end()),
      'too many requests': webhook((response) => response.writeHead(429).end()),
      'wrong credentials': webhook((response) => response.writeHead(401).end()),
      'server error': webhook((response) => response.writeHead(500).end()),
      'out of service': webhook((response) => response.writeHead(503).end()),
      'timeout behind a gateway': webhook((response) => response.writeHead(504).end()),
      'malformed answer': webhook((response) => response.writeHead(200).end('{"Code":')),
      redirect: webhook((response) => response.writeHead(307, { location: 'http://127.0.0.1:1' }).end()),
      'hangs up on the message': webhook((response) => response.socket?.destroy()),
      silence: webhook(() => undefined),
      'slow drip': webhook((response) => response.writeHead(200).write('.')),
      'not there': gone(`webhook+http://127.0.0.1:PORT/?secret=${webhookSecret()}`),
    },
  },
};

function smtp(faults: Parameters<typeof startFaultySmtp>[0]): Start {
  return async () => {
    const { port, stop } = await startFaultySmtp(faults);
    return { dsn: `smtp://127.0.0.1:${port}?from=a@example.com`, stop };
  };
}

async function smtpWithLogin() {
  const { port, stop } = await startSmtpSink({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(new Error('who are you?')),
  });
  return { dsn: `smtp://user:wrong@127.0.0.1:${port}?from=a@example.com`, stop };
}

function api(vendor: keyof typeof VENDOR_SCRIPTS): Partial<Record<Fault, Start>> {
  const script = VENDOR_SCRIPTS[vendor];
  const start =
    (fault: VendorFault): Start =>
    async () => {
      const server = await startFakeVendor(script, fault);
      return { dsn: server.dsn(), stop: server.stop };
    };
  return {
    none: start('none'),
    'this recipient had enough': start('business limit'),
    'too many requests': start('429'),
    'wrong credentials': async () => {
      const { dsn, stop } = await start('none')();
      return { dsn: dsn.replace(/:[^:@]+@/, ':wrong@'), stop };
    },
    'server error': start('500'),
    'out of service': start('503'),
    'timeout behind a gateway': start('504'),
    'malformed answer': start('malformed JSON'),
    redirect: start('redirect'),
    'hangs up on the message': start('hang up'),
    silence: start('silence'),
    'slow drip': start('slow drip'),
    'not there': gone(script.dsn(0).replace('127.0.0.1:0', '127.0.0.1:PORT')),
  };
}

function smpp(onSubmit: (socket: Socket) => number | void, login?: string): Start {
  return async () => {
    const sink = await startSmppSink({ status: (_index, socket) => onSubmit(socket) ?? undefined });
    const known = `${SMPP_LOGIN.user}:${encodeURIComponent(SMPP_LOGIN.password)}`;
    return { dsn: `smpp://${login ?? known}@127.0.0.1:${sink.port}`, stop: sink.stop };
  };
}

function webhook(answer: (response: ServerResponse) => unknown): Start {
  return async () => {
    const { port, stop } = await startHttpSink((response) => void answer(response));
    return { dsn: `webhook+http://127.0.0.1:${port}/?secret=${webhookSecret()}`, stop };
  };
}

/** A port nobody listens on any more. */
function gone(dsn: string): Start {
  return async () => {
    const { port, stop } = await startHttpSink();
    await stop();
    return { dsn: dsn.replace('PORT', String(port)), stop: async () => undefined };
  };
}

function webhookSecret(): string {
  return `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
}
