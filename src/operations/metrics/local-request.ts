import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Headers that proxies add: `Forwarded` (RFC 7239), `X-Forwarded-For`, `X-Vercel-Forwarded-For`; `Via` (RFC 9110 §7.6.3);
 * `CDN-Loop` (RFC 8586); `X-Real-IP`, `CF-Connecting-IPv6`, `True-Client-IP`, `X-Azure-ClientIP`; `X-Remote-Addr`,
 * `CloudFront-Viewer-Address`. By the parts of their names, because every vendor has a header of its own.
 */
const FORWARDING = /forward|^via$|^cdn-loop$|ip(v[46])?$|addr(ess)?$/;

/**
 * Whether a request was sent by a program on this machine. A proxy on this machine connects from loopback for every
 * client, so a request with a header of a proxy does not count. Proxies that add none, such as stunnel or haproxy without
 * `option forwardfor`, keep the `Host` that the client asked for, so `Host` must be loopback, too.
 */
export function isLocalRequest({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  if (!LOOPBACK.test(socket.remoteAddress ?? '')) return false;
  if (Object.keys(headers).some((name) => FORWARDING.test(name))) return false;
  const name = nameIn(headers.host ?? '');
  return name === 'localhost' || (isIP(name) !== 0 && LOOPBACK.test(name));
}

/** The name or address of a `Host` header, without port and brackets. */
function nameIn(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}
