import { type HttpSink, startHttpSink } from '../../../libs/messaging/src/testing/sinks/http.sink.js';
import { type SmtpSink, startSmtpSink } from '../../../libs/messaging/src/testing/sinks/smtp.sink.js';
import type { Environment } from '../../../src/config/settings.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** DSN of a mail server on 127.0.0.1. @param timeout seconds */
export const mailDsn = (port: number, timeout = 5): string =>
  `smtp://127.0.0.1:${port}?from=no-reply@example.com&timeout=${timeout}`;
/** DSN of an SMS webhook on 127.0.0.1. @param timeout seconds */
export const smsDsn = (port: number, timeout = 5): string =>
  `webhook+http://127.0.0.1:${port}/?secret=${SECRET}&timeout=${timeout}`;

/** A local mail server and SMS webhook. What they received is what the service sent. */
export class Sinks {
  private constructor(
    private readonly mail: SmtpSink,
    private readonly sms: HttpSink,
  ) {}

  static async start(): Promise<Sinks> {
    return new Sinks(await startSmtpSink(), await startHttpSink());
  }

  get env(): Environment {
    return { MAIL_DSN: mailDsn(this.mail.port), SMS_DSN: smsDsn(this.sms.port) };
  }

  /** The received codes by recipient, oldest first. */
  codes(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    const add = (to: string, code: string): void => void found.set(to, [...(found.get(to) ?? []), code]);
    for (const { to, mail } of this.mail.received)
      add(to.join(), /\d{6}/.exec(mail.subject ?? '')?.[0] ?? '');
    for (const { body } of this.sms.received) {
      const { to, code } = (JSON.parse(body) as { data: { to: string; code: string } }).data;
      add(to, code);
    }
    return found;
  }

  /** The newest code received for a recipient. */
  newest(to: string): string | undefined {
    const mail = this.mail.received.findLast((one) => one.to[0] === to);
    if (mail) return /\d{6}/.exec(mail.mail.subject ?? '')?.[0];
    const sms = this.sms.received.findLast(({ body }) => body.includes(`"${to}"`));
    return sms && (JSON.parse(sms.body) as { data: { code: string } }).data.code;
  }

  async stop(): Promise<void> {
    await Promise.all([this.mail.stop(), this.sms.stop()]);
  }
}
