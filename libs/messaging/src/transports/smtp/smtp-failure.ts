import type { NodemailerError } from 'nodemailer';

import { interruptedError, NO_ANSWER, TransportError } from '../../transport.js';

/** Rejections of these commands concern one message. Earlier ones, and 421, are outages. */
const MESSAGE_COMMANDS: ReadonlySet<string> = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/**
 * Maps nodemailer's error to a TransportError. Keeps only the status codes of the server's reply (RFC 5321 and 3463):
 * its text often quotes the recipient.
 * @param isBodyBegun whether a byte of the message was written to the socket
 */
export function smtpFailure(error: unknown, name: string, isBodyBegun: boolean): TransportError {
  const { code, originalCode, response, responseCode, command } = error as NodemailerError;
  if (responseCode !== undefined && responseCode >= 400) {
    const status = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3}\b)?/.exec(response ?? '')?.[0] ?? responseCode;
    const text = `${name} refused the message: ${status} at ${command ?? 'sending'}`;
    const isOutage = responseCode === 421 || !MESSAGE_COMMANDS.has(command ?? '');
    return new TransportError('refused', text, false, isOutage);
  }
  const reason = code === 'EABORT' ? NO_ANSWER : (originalCode ?? code ?? 'connection lost');
  return interruptedError(name, reason, isBodyBegun);
}
