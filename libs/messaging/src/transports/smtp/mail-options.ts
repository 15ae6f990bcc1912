import type { SendMailOptions } from 'nodemailer';

import type { Sender } from '../../address.js';
import type { Message } from '../../message.js';

/** The parts of a mail that are not in its message. */
export interface MailHeaders {
  from: Sender;
  replyTo: Sender | undefined;
  date: Date;
}

/** Nodemailer's description of a mail to one recipient. */
export function mailOptions(message: Message, { from, replyTo, date }: MailHeaders): SendMailOptions {
  const { to, subject, text, html, metadata } = message;
  return {
    from,
    // nodemailer parses a string as a list of recipients; it uses an object and an envelope literally.
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    ...(replyTo && { replyTo }),
    subject,
    text,
    html,
    date,
    headers: {
      // Suppress vacation responders, but not bounces: RFC 3834, and MS-OXCMAIL §2.1.3.2.20 for Exchange.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
      // RFC 3282.
      'Content-Language': metadata.language,
    },
  };
}
