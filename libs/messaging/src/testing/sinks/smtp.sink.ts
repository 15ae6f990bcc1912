import { simpleParser, type ParsedMail } from 'mailparser';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { domainToASCII } from 'node:url';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  /** Envelope sender. */
  from: string;
  /** Envelope recipients. */
  to: string[];
  isSecure: boolean;
  user: unknown;
  raw: string;
  mail: ParsedMail;
}

export interface SmtpSink {
  port: number;
  /** Every RCPT TO, including those of messages refused later. */
  recipients: string[];
  received: ReceivedMail[];
  /** Closes every open connection. */
  hangUp(): Promise<void>;
  stop: () => Promise<void>;
}

/** An SMTP server on an ephemeral loopback port; by default without TLS and login. */
export async function startSmtpSink(options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const recipients: string[] = [];
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 1,
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (address, _session, done) => {
      recipients.push(asReceived(address.address));
      done();
    },
    onData: (stream, session, done) => {
      void text(stream).then(async (raw) => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const to = rcptTo.map(({ address }) => asReceived(address));
        const mail = await simpleParser(raw);
        received.push({ from, to, isSecure: session.secure, user: session.user, raw, mail });
        done();
      }, done);
    },
    ...options,
  });
  // Some tests make the client reject the certificate or disconnect.
  server.on('error', () => undefined);
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    recipients,
    received,
    hangUp: async () => {
      await Promise.all([...sockets].map((socket) => once(socket.destroy(), 'close')));
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Restores the A-label, which smtp-server decodes. Leaves ASCII domains unchanged, to keep their case. */
function asReceived(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return /[^\0-\x7f]/.test(domain) ? address.slice(0, at) + domainToASCII(domain) : address;
}
