import type { Channel, Message } from '@system-management/messaging';
import type { Tenant } from '../tenants/tenant.js';
import { formatOf } from '../user/captcha/challenge/code/code-format.js';
import { Challenge } from '../user/captcha/challenge/challenge.js';
import { newCodeID } from '../user/captcha/challenge/code/code-id.js';
import { STRONG_CODE } from '../user/captcha/challenge/code/strong-code.js';
import { messageFor } from '../user/captcha/delivery/messages/message-for.js';
import type { Recipient } from '../user/captcha/challenge/recipient.js';

/** Parameters of a sample message. */
export interface Sample {
  readonly tenant: Tenant;
  /** BCP 47 tag of a shipped language. */
  readonly language: string;
  readonly recipient: Recipient;
  readonly channel: Channel;
  /** @default 'login' */
  readonly use?: string;
  /** Whether it has a strong code, as accounts under attack get. @default false */
  readonly isStrong?: boolean;
}

const MARK = 'TEST';
const MARK_HTML = `<p style="margin:0;padding:8px;text-align:center;background:#ffd43b;color:#000;font:700 16px sans-serif">${MARK}</p>`;

/** The message of a real request. Its code is not stored, so it never verifies. */
export function sampleMessage({
  tenant,
  language,
  recipient,
  channel,
  use = 'login',
  isStrong = false,
}: Sample): Message {
  const type = channel === 'mail' ? 'email' : 'phone';
  const policy = (tenant.policy.purposes[use] ?? tenant.policy)[type];
  const { alphabet, length } = isStrong ? STRONG_CODE : formatOf(policy);
  const id = newCodeID();
  const code = alphabet.slice(0, length);
  return messageFor(new Challenge({ id, type, use, tenant, language, recipient, policy, code }), channel);
}

/** Marks a message as a test in subject, text and HTML. */
export function markedMessage(message: Message): Message {
  const { subject, text, html } = message;
  return {
    ...message,
    subject: subject && `${MARK} ${subject}`,
    text: `${MARK} ${text}`,
    html: html && markHtml(html),
  };
}

function markHtml(html: string): string {
  const body = /<body[^<>]*>/i.exec(html);
  const at = body ? body.index + body[0].length : 0;
  return html.slice(0, at) + MARK_HTML + html.slice(at);
}
