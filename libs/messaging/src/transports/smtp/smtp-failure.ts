import type { NodemailerError } from 'nodemailer';

import { interruptedError, NO_ANSWER, TransportError } from '../../transport.js';

/** Commands after which the server knows the recipient. */
const RECIPIENT_COMMANDS: ReadonlySet<string> = new Set(['RCPT TO', 'DATA']);

/** Bad sender's mailbox or domain, as an enhanced status code (RFC 3463 §3.2). */
const BAD_SENDER = /^\d{3}[ -]\d\.1\.[78]\b/;

/** A failed login with the error to report. Nodemailer may append the server's text to this wrapper, not to the error. */
export class LoginFailure extends Error {
  constructor(readonly failure: TransportError) {
    super();
  }
}

/** The status codes of a server's reply (RFC 5321 and 3463), without its text; undefined when there are none. */
export function statusOf(response: string): string | undefined {
  return /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3}\b)?/.exec(response)?.[0];
}

/**
 * Maps nodemailer's error to a TransportError. Keeps only the status codes of the server's reply: its text often quotes the
 * recipient.
 * @param isBodyBegun whether a byte of the message was written to the socket
 */
export function smtpFailure(error: unknown, name: string, isBodyBegun: boolean): TransportError {
  if (error instanceof LoginFailure) return error.failure;
  const { code, originalCode, response, responseCode, command } = error as NodemailerError;
  if (responseCode !== undefined && responseCode >= 400) {
    const status = statusOf(response ?? '') ?? responseCode;
    const text = `${name} refused the message: ${status} at ${command ?? 'sending'}`;
    return new TransportError('refused', text, false, isOutage(error as NodemailerError));
  }
  const reason = code === 'EABORT' ? NO_ANSWER : (originalCode ?? code ?? 'connection lost');
  return interruptedError(name, reason, isBodyBegun);
}

/**
 * Whether the reply cannot be about one message: the server gave it before it knew the recipient. A later one can be,
 * also 421, which closes the connection (https://support.google.com/a/answer/3726730: "IP not in whitelist for RCPT
 * domain"). A server that really is failing refuses the next connection, too, before its recipient is known. A permanent
 * refusal at MAIL FROM can be about the sender, which each tenant sets, unless it demands a login (530, RFC 4954).
 */
function isOutage({ code, response = '', responseCode = 0, command = '' }: NodemailerError): boolean {
  if (RECIPIENT_COMMANDS.has(command)) return false;
  // How nodemailer reports 421 after RCPT TO when it has sent RCPT TO and DATA together (PIPELINING).
  if (responseCode === 421 && code === 'ECONNECTION' && command === 'CONN') return false;
  if (command !== 'MAIL FROM') return true;
  return !BAD_SENDER.test(response) && (responseCode < 500 || responseCode === 530);
}
