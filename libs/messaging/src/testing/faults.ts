import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Channel } from '../message.js';
import { startFakeVendor, VENDOR_SCRIPTS, type VendorFault } from './vendors/fake-vendor.js';
import { startFaultySmtp } from './sinks/faulty-smtp.js';
import { startHttpSink } from './sinks/http.sink.js';
import { startOAuth2Smtp } from './sinks/oauth2-smtp.js';
import { SMPP_LOGIN, type SmppBehaviour, startSmppSink } from './sinks/smpp.sink.js';
import { startSmtpSink } from './sinks/smtp.sink.js';
import { startTokenEndpoint } from './sinks/token-endpoint.js';

/** Faults of a vendor; `none` is a successful delivery. */
export const FAULTS = [
  'none',
  'recipient refused',
  'recipient limit reached',
  'too many requests',
  'wrong credentials',
  'server error',
  'service unavailable',
  'gateway timeout',
  'malformed response',
  'redirect',
  'connection closed',
  'no response',
  'endless response',
  'connection refused',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Starts a server with one fault and returns its DSN. */
type Start = () => Promise<{ dsn: string; stop: () => Promise<unknown> }>;

export interface FaultColumn {
  channel: Channel;
  /** Faults that cannot occur with this transport are absent. */
  faults: Partial<Record<Fault, Start>>;
}

/** A server for each fault of each transport with a remote side. */
export const FAULT_COLUMNS: Record<string, FaultColumn> = {
  smtp: {
    channel: 'mail',
    faults: {
      none: smtp({}),
      'recipient refused': smtp({ RCPT: '550 5.1.1 <MiXed.Case+tag@Example.COM> unknown' }),
      'recipient limit reached': smtp({ RCPT: '452 4.2.2 <MiXed.Case+tag@Example.COM> is full' }),
      'too many requests': smtp({ greeting: '421 4.7.0 too many connections' }),
      'wrong credentials': smtpWithLogin,
      'server error': smtp({ MAIL: '451 4.3.0 trouble' }),
      'service unavailable': smtp({ greeting: '554 no service' }),
      'malformed response': smtp({ message: 'nonsense' }),
      redirect: smtp({ RCPT: '551 5.1.6 moved' }),
      'connection closed': smtp({ message: 'hang up' }),
      'no response': smtp({ message: 'silence' }),
      'endless response': smtp({ message: 'slow drip' }),
      'connection refused': refused('smtp://127.0.0.1:PORT?from=a@example.com'),
    },
  },
  // Faults of the token endpoint; the SMTP server's have the results of smtp.
  'smtp+oauth2': {
    channel: 'mail',
    faults: {
      none: oauth2(),
      'too many requests': oauth2((response) => response.writeHead(429).end()),
      'wrong credentials': oauth2((response) => response.writeHead(400).end('{"error":"invalid_grant"}')),
      'server error': oauth2((response) => response.writeHead(500).end()),
      'service unavailable': oauth2((response) => response.writeHead(503).end()),
      'gateway timeout': oauth2((response) => response.writeHead(504).end()),
      'malformed response': oauth2((response) => response.writeHead(200).end('{"access_token":')),
      redirect: oauth2((response) => response.writeHead(307, { location: 'http://127.0.0.1:1' }).end()),
      'connection closed': oauth2((response) => response.socket?.destroy()),
      'no response': oauth2(() => undefined),
      'endless response': oauth2((response) => response.writeHead(200).write('.')),
      'connection refused': oauth2WithoutEndpoint,
    },
  },
  aliyun: { channel: 'sms', faults: api('aliyun') },
  tencent: { channel: 'sms', faults: api('tencent') },
  twilio: { channel: 'sms', faults: api('twilio') },
  smpp: {
    channel: 'sms',
    faults: {
      none: smpp(() => 0),
      'recipient refused': smpp(() => 0x0b),
      'recipient limit reached': smpp(() => 0x14),
      'too many requests': smpp(() => 0x58),
      'wrong credentials': smpp(() => 0, { login: 'system:wrong' }),
      'server error': smpp(() => 0x08),
      'service unavailable': smpp(() => 0, { bindStatus: 0x0d }),
      'malformed response': smpp((socket) => void socket.write('nonsense')),
      'connection closed': smpp((socket) => void socket.destroy()),
      'no response': smpp(() => undefined),
      'endless response': smpp((socket) => void socket.write('\0\0')),
      'connection refused': refused('smpp://u:p@127.0.0.1:PORT'),
    },
  },
  webhook: {
    channel: 'sms',
    faults: {
      none: webhook((response) => response.writeHead(204).end()),
      'recipient refused': webhook((response) => response.writeHead(404).end()),
      'recipient limit reached': webhook((response) => response.writeHead(422).end()),
      'too many requests': webhook((response) => response.writeHead(429).end()),
      'wrong credentials': webhook((response) => response.writeHead(401).end()),
      'server error': webhook((response) => response.writeHead(500).end()),
      'service unavailable': webhook((response) => response.writeHead(503).end()),
      'gateway timeout': webhook((response) => response.writeHead(504).end()),
      'malformed response': webhook((response) => response.writeHead(200).end('{"Code":')),
      redirect: webhook((response) => response.writeHead(307, { location: 'http://127.0.0.1:1' }).end()),
      'connection closed': webhook((response) => response.socket?.destroy()),
      'no response': webhook(() => undefined),
      'endless response': webhook((response) => response.writeHead(200).write('.')),
      'connection refused': refused(`webhook+http://127.0.0.1:PORT/?secret=${webhookSecret()}`),
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
    onAuth: (_auth, _session, done) => done(new Error('invalid login')),
  });
  return { dsn: `smtp://user:wrong@127.0.0.1:${port}?from=a@example.com`, stop };
}

function oauth2(respond?: (response: ServerResponse) => unknown): Start {
  return () => startOAuth2Smtp({ respond });
}

async function oauth2WithoutEndpoint() {
  const stopped = await startTokenEndpoint();
  await stopped.stop();
  const { dsn, endpoint, stop } = await startOAuth2Smtp();
  return { dsn: dsn.replace(endpoint.url, stopped.url), stop };
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
    'recipient refused': start('no such recipient'),
    'recipient limit reached': start('business limit'),
    'too many requests': start('429'),
    'wrong credentials': async () => {
      const { dsn, stop } = await start('none')();
      return { dsn: dsn.replace(/:[^:@]+@/, ':wrong@'), stop };
    },
    'server error': start('500'),
    'service unavailable': start('503'),
    'gateway timeout': start('504'),
    'malformed response': start('malformed JSON'),
    redirect: start('redirect'),
    'connection closed': start('hang up'),
    'no response': start('silence'),
    'endless response': start('slow drip'),
    'connection refused': refused(script.dsn(0).replace('127.0.0.1:0', '127.0.0.1:PORT')),
  };
}

function smpp(
  onSubmit: (socket: Socket) => number | void,
  { login, ...behaviour }: SmppBehaviour & { login?: string } = {},
): Start {
  return async () => {
    const status = (_index: number, socket: Socket) => onSubmit(socket) ?? undefined;
    const sink = await startSmppSink({ status, ...behaviour });
    const credentials = `${SMPP_LOGIN.user}:${encodeURIComponent(SMPP_LOGIN.password)}`;
    return { dsn: `smpp://${login ?? credentials}@127.0.0.1:${sink.port}`, stop: sink.stop };
  };
}

function webhook(respond: (response: ServerResponse) => unknown): Start {
  return async () => {
    const { port, stop } = await startHttpSink((response) => void respond(response));
    return { dsn: `webhook+http://127.0.0.1:${port}/?secret=${webhookSecret()}`, stop };
  };
}

/** A DSN with a port that refuses connections. */
function refused(dsn: string): Start {
  return async () => {
    const { port, stop } = await startHttpSink();
    await stop();
    return { dsn: dsn.replace('PORT', String(port)), stop: async () => undefined };
  };
}

function webhookSecret(): string {
  return `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
}
