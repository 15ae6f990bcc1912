import { fill } from '@system-management/i18n';
import type { Channel, Message } from '@system-management/messaging';
import { purposeText, textsOf } from '../../../languages/index.js';
import type { Challenge } from '../challenge.js';
import { mailHtml } from './mail-html.js';

/** Words a challenge for one channel, in the challenge's language. */
export function messageFor(challenge: Challenge, channel: Channel): Message {
  const { id, type, use, tenant, language, recipient, policy, code } = challenge;
  const { message: texts } = textsOf(language);
  const brand = tenant.brand.name;
  // Whole minutes that are certainly left when the message is read at once; never '0'.
  const minutes = Math.max(1, Math.floor(policy.lifetime / 60));
  const words = { code, brand, minutes, purpose: purposeText(use, language) };
  const line = (text: string): string => fill(text, words);
  const common = {
    channel,
    to: recipient.given,
    facts: { codeID: id, type, use, tenant: tenant.code, language, code, expire: policy.lifetime },
  };
  if (channel === 'sms') {
    // The last line lets phones fill the code in by themselves: https://wicg.github.io/sms-one-time-codes/
    const autofill = tenant.domain ? `\n\n@${tenant.domain} #${code}` : '';
    return { ...common, to: recipient.identity, subject: '', text: line(texts.sms) + autofill, html: '' };
  }
  const parts = {
    lead: line(texts.lead),
    code,
    life: line(texts.life),
    secret: line(texts.secret),
    ignore: line(texts.ignore),
  };
  return {
    ...common,
    ...(tenant.mail.from && { from: tenant.mail.from }),
    subject: line(texts.subject),
    text: `${parts.lead}\n\n${code}\n\n${parts.life}\n${parts.secret}\n\n${parts.ignore}\n\n${brand}\n`,
    html: mailHtml(parts, brand, language),
  };
}
