import { domainToASCII, domainToUnicode } from 'node:url';
import { ParameterError } from '@system-management/envelope';
import { isEmail } from 'class-validator';
import type { Recipient } from '../../challenge/recipient.js';

/**
 * Before any grammar: ASCII only, exactly one `@`, nothing a mailer could read as a list, a name, a comment, a route
 * (`%`, `!`) or a quoted local part. 254 characters are the longest address SMTP can carry (RFC 5321 §4.5.3.1.3).
 */
const BARE_ADDRESS = /^[A-Za-z0-9.#$&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/;

const GMAIL: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com']);

/**
 * One e-mail address, or an error. Its canonical form is the whole address in lower case.
 * @throws {ParameterError} rule `isEmail`
 */
export function emailRecipient(account: string): Recipient {
  const [local = '', domain = ''] = account.split('@');
  const isOne =
    account.length <= 254 && BARE_ADDRESS.test(account) && isEmail(account) && isRealDomain(domain);
  if (!isOne) throw new ParameterError([{ field: 'account', rule: 'isEmail' }]);
  const canonical = account.toLowerCase();
  return {
    raw: account,
    canonical,
    mailbox: withoutAliases(canonical),
    masked: `${local.charAt(0)}***@${maskedDomain(domain)}`,
  };
}

/**
 * What IDNA2008 lets into a name (RFC 5892 §2, with its exceptions and contextual characters). Node decodes after
 * UTS 46, which also takes box drawings and emoji.
 */
const U_LABELS =
  /^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\u06fd\u06fe\u0f0b\u3007\u00b7\u0375\u05f3\u05f4\u30fb\u200c-\u200d.-]+$/u;

/** An A-label must be one that a U-label really becomes (IDNA2008, RFC 5891 §4.4): `xn--` in front of anything else lies. */
function isRealDomain(domain: string): boolean {
  const lower = domain.toLowerCase();
  if (!lower.split('.').some((label) => label.startsWith('xn--'))) return true;
  const unicode = domainToUnicode(lower);
  return unicode !== lower && U_LABELS.test(unicode) && domainToASCII(unicode) === lower;
}

/**
 * What is behind a `+` names no other mailbox (RFC 5233), and Gmail ignores dots and has two domains
 * (https://support.google.com/mail/answer/7436150). Folding too much would only make two people share a limit.
 */
function withoutAliases(canonical: string): string {
  const [local = '', domain = ''] = canonical.split('@');
  const base = local.split('+')[0] || local;
  return GMAIL.has(domain) ? `${base.replaceAll('.', '')}@gmail.com` : `${base}@${domain}`;
}

function maskedDomain(domain: string): string {
  return `${domain.charAt(0)}***${domain.slice(domain.lastIndexOf('.'))}`;
}
