import { fill } from '@system-management/i18n';
import type { Channel, Message } from '@system-management/messaging';
import { purposeText, textsOf } from '../../../../languages/index.js';
import type { Challenge } from '../../challenge/challenge.js';
import { customMail, defaultMail } from './mail-parts.js';

/**
 * Composes the message for a challenge, in the challenge's language. Subject, text and SMS are each taken from the
 * tenant's template for this purpose and language, if there is one, else from the shipped texts of the same language: the
 * reader's language takes precedence over the tenant's template.
 */
export function messageFor(challenge: Challenge, channel: Channel): Message {
  const { id, type, use, tenant, language, recipient, policy, code } = challenge;
  const { message: texts } = textsOf(language);
  const template = tenant.templates[use]?.[language] ?? {};
  const brand = tenant.brand.name;
  // Rounded down, so that the message never promises more than is left; at least 1.
  const minutes = Math.max(1, Math.floor(policy.lifetime / 60));
  const variables = { code, brand, minutes, purpose: purposeText(use, language) };
  const common = {
    channel,
    to: recipient.raw,
    metadata: { codeID: id, type, use, tenant: tenant.code, language, code, expire: policy.lifetime },
  };
  if (channel === 'sms') {
    // Format of the line from which browsers autofill the code: https://wicg.github.io/sms-one-time-codes/
    const autofill = tenant.domain ? `\n\n@${tenant.domain} #${code}` : '';
    return {
      ...common,
      to: recipient.canonical,
      ...(tenant.sms.sign && { sign: tenant.sms.sign }),
      subject: '',
      text: fill(template.sms ?? texts.sms, variables) + autofill,
      html: '',
    };
  }
  const { text } = template;
  const layout = { brand, language };
  return {
    ...common,
    ...(tenant.mail.from && { from: tenant.mail.from }),
    ...(tenant.mail.replyTo && { replyTo: tenant.mail.replyTo }),
    subject: fill(template.subject ?? texts.subject, variables),
    ...(text === undefined
      ? defaultMail(texts, variables, layout)
      : customMail({ ...template, text }, variables, layout)),
  };
}
