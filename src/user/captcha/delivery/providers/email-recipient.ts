import { ParameterError } from '@system-management/envelope';
import { visibleText } from '@system-management/human-input';
import { isEmail } from 'class-validator';
import type { Recipient } from '../../challenge/recipient.js';
import { withoutAliases } from './email-aliases.js';
import { asciiDomain } from './email-domain.js';

/**
 * Checked before any other grammar: ASCII only, exactly one `@`, nothing that a mailer could parse as a list, a name, a
 * comment, a route (`%`, `!`) or a quoted local part.
 */
const BARE_ADDRESS = /^[A-Za-z0-9.#$&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/;

/** The longest path that SMTP allows is 256 octets with its angle brackets (RFC 5321 §4.5.3.1.3). */
const MAX_LENGTH = 254;

/**
 * Parses exactly one e-mail address. The message goes to the address as given, without what a person cannot see in it, and
 * with the A-label of a Unicode domain. The canonical form is that address in lower case.
 * @throws {ParameterError} rule `isEmail`
 */
export function emailRecipient(account: string): Recipient {
  const [local = '', domain = '', ...more] = visibleText(account).split('@');
  const ascii = more.length === 0 ? asciiDomain(domain) : undefined;
  const raw = `${local}@${ascii ?? ''}`;
  const isValid = ascii !== undefined && raw.length <= MAX_LENGTH && BARE_ADDRESS.test(raw) && isEmail(raw);
  if (!isValid) throw new ParameterError([{ field: 'account', rule: 'isEmail' }]);
  const canonical = raw.toLowerCase();
  return {
    raw,
    canonical,
    mailbox: withoutAliases(canonical),
    masked: `${local.charAt(0)}***@${maskedDomain(ascii)}`,
  };
}

function maskedDomain(domain: string): string {
  return `${domain.charAt(0)}***${domain.slice(domain.lastIndexOf('.'))}`;
}
