import type { Channel } from './message.js';

/** Sender of a mail; `name` is `''` when there is none. */
export interface Sender {
  name: string;
  address: string;
}

/**
 * True for one address in the form local@domain. Only ASCII atoms of RFC 5322 are allowed: no list, comment,
 * quoted string, display name, route, address literal, white space or control character.
 */
export function isBareAddress(text: string): boolean {
  return text.length <= 254 && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$/.test(text);
}

/**
 * True when the text names one recipient and cannot be parsed as several. Defence in depth: callers validate user
 * input; this check keeps a bug there from reaching vendors whose APIs accept recipient lists.
 */
export function isOneRecipient(channel: Channel, to: string): boolean {
  return channel === 'mail' ? isBareAddress(to) : to.length <= 40 && /^\+?[0-9][0-9 ().-]+$/.test(to);
}

/** Parses `a@b` or `Name <a@b>`. @returns undefined for anything else */
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
