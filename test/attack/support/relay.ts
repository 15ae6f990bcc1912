import { type SmtpSink, startSmtpSink } from '@system-management/messaging/testing';

/** A mail server that reads messages and keeps none, for thousands of them. */
export interface Relay {
  /** The setting that makes the application use it. */
  readonly env: { readonly MAIL_DSN: string };
  /** Mailboxes that it was asked for, in order. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** @param isKnown whether a mailbox exists; others are refused at RCPT (RFC 5321 §3.3) @default all are accepted */
export async function startRelay(isKnown: (address: string) => boolean = () => true): Promise<Relay> {
  const asked: string[] = [];
  const sink: SmtpSink = await startSmtpSink({
    onRcptTo: ({ address }, _session, done) => {
      asked.push(address);
      done(isKnown(address) ? null : Object.assign(new Error('no such user'), { responseCode: 550 }));
    },
    onData: (stream, _session, done) => {
      stream.resume().once('end', () => done());
    },
  });
  const env = { MAIL_DSN: `smtp://127.0.0.1:${sink.port}?from=no-reply@sender.example` };
  return { env, asked, stop: () => sink.stop() };
}
