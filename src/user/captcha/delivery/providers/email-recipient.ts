import { domainToASCII, domainToUnicode } from 'node:url';
import { ParameterError } from '@system-management/envelope';
import { isEmail } from 'class-validator';
import type { Recipient } from '../../challenge/recipient.js';
import { withoutAliases } from './email-aliases.js';

/**
 * Checked before any other grammar: ASCII only, exactly one `@`, nothing that a mailer could parse as a list, a name, a
 * comment, a route (`%`, `!`) or a quoted local part.
 */
const BARE_ADDRESS = /^[A-Za-z0-9.#$&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/;

/** The longest path that SMTP allows is 256 octets with its angle brackets (RFC 5321 §4.5.3.1.3). */
const MAX_LENGTH = 254;

/**
 * Parses exactly one e-mail address. The canonical form is the address in lower case.
 * @throws {ParameterError} rule `isEmail`
 */
export function emailRecipient(account: string): Recipient {
  const [local = '', domain = ''] = account.split('@');
  const isValid =
    account.length <= MAX_LENGTH && BARE_ADDRESS.test(account) && isEmail(account) && isValidDomain(domain);
  if (!isValid) throw new ParameterError([{ field: 'account', rule: 'isEmail' }]);
  const canonical = account.toLowerCase();
  return {
    raw: account,
    canonical,
    mailbox: withoutAliases(canonical),
    masked: `${local.charAt(0)}***@${maskedDomain(domain)}`,
  };
}

/**
 * The characters that IDNA2008 allows in a U-label (RFC 5892 §2, with its exceptions and contextual characters). Node
 * decodes by UTS 46, which also allows box drawings and emoji.
 */
const U_LABELS =
  /^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\u06fd\u06fe\u0f0b\u3007\u00b7\u0375\u05f3\u05f4\u30fb\u200c-\u200d.-]+$/u;

/** An A-label (`xn--…`) must be the encoding of a valid U-label (IDNA2008, RFC 5891 §4.4). */
function isValidDomain(domain: string): boolean {
  const lower = domain.toLowerCase();
  if (!lower.split('.').some((label) => label.startsWith('xn--'))) return true;
  const unicode = domainToUnicode(lower);
  return unicode !== lower && U_LABELS.test(unicode) && domainToASCII(unicode) === lower;
}

function maskedDomain(domain: string): string {
  return `${domain.charAt(0)}***${domain.slice(domain.lastIndexOf('.'))}`;
}
