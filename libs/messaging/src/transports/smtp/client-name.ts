import { isIPv4, isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import { domainToASCII } from 'node:url';

import type { Sender } from '../../address.js';
import { DsnError, type Dsn } from '../../dsn/dsn.js';

/** At least two labels of letters, digits and hyphens (RFC 1035 §2.3.1); the last one is not a number. */
const FQDN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * The DSN option `name`: the name that the client gives in EHLO, a fully qualified domain name or an address literal
 * (RFC 5321 §4.1.1.1 and §4.1.3). An internationalized name is returned as A-labels.
 * @throws {DsnError} when it is neither
 */
export function clientNameOption(dsn: Dsn): string | undefined {
  const text = dsn.option('name');
  if (text === undefined) return undefined;
  // ASCII is not converted: the URL standard reads %61 as a, and 127.1 as an IPv4 address.
  const name = /^[\0-\x7f]*$/.test(text) ? text : domainToASCII(text);
  if (isFqdn(name) || isAddressLiteral(name)) return name;
  throw new DsnError(
    `${dsn.toString()}: the option "name" must be a domain such as mail.example.com, or an address such as [203.0.113.5]`,
  );
}

/**
 * The default for {@link clientNameOption}: the domain of the sender, else the name of this host. Both only if they are
 * fully qualified, which the name of a container is not; else an address literal.
 */
export function defaultClientName(sender?: Sender, host = hostname()): string {
  const domain = sender?.address.slice(sender.address.lastIndexOf('@') + 1) ?? '';
  return [domain, host].find(isFqdn) ?? '[127.0.0.1]';
}

function isFqdn(text: string): boolean {
  return text.length <= 253 && FQDN.test(text);
}

function isAddressLiteral(text: string): boolean {
  const [, isV6, address = ''] = /^\[(IPv6:)?(.+)\]$/i.exec(text) ?? [];
  return isV6 === undefined ? isIPv4(address) : isIPv6(address) && !address.includes('%');
}
