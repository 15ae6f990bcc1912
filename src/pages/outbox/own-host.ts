import { BlockList, isIP, isIPv6 } from 'node:net';
import { hostname } from 'node:os';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** The address, or the name without its port. */
const HOST = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i;

/**
 * Whether a `Host` header names this server: a loopback name or address, the `HOST` setting, the name of the machine,
 * or the address that the connection arrived at. After DNS rebinding the browser still sends the name of the attacker's
 * site. Ports are not compared: a container is reached at a published one.
 * @param setting the `HOST` setting
 * @param localAddress `socket.localAddress` of the connection
 */
export function isOwnHost(host = '', setting: string, localAddress = ''): boolean {
  const [, ipv6, text = ipv6] = HOST.exec(host) ?? [];
  if (text === undefined) return false;
  const name = canonical(text);
  const family = isIP(name);
  if (family && LOOPBACK.check(name, family === 6 ? 'ipv6' : 'ipv4')) return true;
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return [setting, hostname(), localAddress].map(canonical).includes(name);
}

/** Lower case; IPv6 in the one form of RFC 5952, without zone; an IPv4 address without the prefix of a dual-stack socket. */
function canonical(text: string): string {
  const name = text.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  const [address = ''] = name.split('%');
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : name;
}
