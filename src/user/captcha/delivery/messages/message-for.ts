import { fill } from '@system-management/i18n';
import type { Channel, Message } from '@system-management/messaging';
import { purposeText, textsOf } from '../../../../languages/index.js';
import type { Challenge } from '../../challenge/challenge.js';
import { customMail, defaultMail } from './mail-parts.js';

/**
 * Words a challenge for one channel, in the challenge's language. Each of subject, text and SMS is the tenant's own for
 * this purpose and language where it has one, else the shipped one in the same language: the reader's language comes
 * before the tenant's wording.
 */
export function messageFor(challenge: Challenge, channel: Channel): Message {
  const { id, type, use, tenant, language, recipient, policy, code } = challenge;
  const { message: texts } = textsOf(language);
  const own = tenant.templates[use]?.[language] ?? {};
  const brand = tenant.brand.name;
  // Whole minutes that are certainly left when the message is read at once; never '0'.
  const minutes = Math.max(1, Math.floor(policy.lifetime / 60));
  const words = { code, brand, minutes, purpose: purposeText(use, language) };
  const common = {
    channel,
    to: recipient.raw,
    metadata: { codeID: id, type, use, tenant: tenant.code, language, code, expire: policy.lifetime },
  };
  if (channel === 'sms') {
    // The last line lets phones fill the code in by themselves: https://wicg.github.io/sms-one-time-codes/
    const autofill = tenant.domain ? `\n\n@${tenant.domain} #${code}` : '';
    return {
      ...common,
      to: recipient.canonical,
      ...(tenant.sms.sign && { sign: tenant.sms.sign }),
      subject: '',
      text: fill(own.sms ?? texts.sms, words) + autofill,
      html: '',
    };
  }
  const { text } = own;
  const frame = { brand, language };
  return {
    ...common,
    ...(tenant.mail.from && { from: tenant.mail.from }),
    subject: fill(own.subject ?? texts.subject, words),
    ...(text === undefined ? defaultMail(texts, words, frame) : customMail({ ...own, text }, words, frame)),
  };
}
