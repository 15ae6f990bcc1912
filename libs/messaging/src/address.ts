import type { Channel } from './message.js';

/** Who a mail is from; the name is `''` when there is none. */
export interface Sender {
  name: string;
  address: string;
}

/**
 * True for one address in the plain form local@domain: ASCII atoms of RFC 5322 only, so no list, comment,
 * quoted part, display name, route, address literal, white space or control character can be in it.
 */
export function isBareAddress(text: string): boolean {
  return text.length <= 254 && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$/.test(text);
}

/**
 * True when the text names one recipient and cannot be read as several. Not a check that it exists, nor of
 * its grammar: that is the caller's, who answers people. This one stands between a bug there and vendors
 * that take lists.
 */
export function isOneRecipient(channel: Channel, to: string): boolean {
  return channel === 'mail' ? isBareAddress(to) : to.length <= 40 && /^\+?[0-9][0-9 ().-]+$/.test(to);
}

/** Reads `a@b` or `Name <a@b>`; undefined when it is neither. */
export function parseSender(text: string): Sender | undefined {
  const sender = splitSender(text.trim());
  return isBareAddress(sender.address) && !/\p{Cc}/u.test(sender.name) ? sender : undefined;
}

function splitSender(text: string): Sender {
  const open = text.lastIndexOf('<');
  if (open === -1 || !text.endsWith('>')) return { name: '', address: text };
  const name = text.slice(0, open).trim();
  return { name: name.replace(/^"(.*)"$/, '$1'), address: text.slice(open + 1, -1) };
}
