import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isLocalRequest } from './local-request.js';

/** A request as Prometheus sends it. */
const request = (headers: IncomingHttpHeaders = {}, remoteAddress: string | undefined = '127.0.0.1') =>
  isLocalRequest({
    headers: {
      host: '127.0.0.1:3000',
      'user-agent': 'Prometheus/3.5.0',
      accept: 'application/openmetrics-text;version=1.0.0',
      'accept-encoding': 'gzip',
      'x-prometheus-scrape-timeout-seconds': '10',
      ...headers,
    },
    socket: { remoteAddress },
  } as unknown as IncomingMessage);

describe('isLocalRequest()', () => {
  it.each(['127.0.0.1', '127.0.1.1', '::1', '::ffff:127.0.0.1'])('accepts a connection from %s', (peer) => {
    expect(request({}, peer)).toBe(true);
  });

  it.each(['10.0.0.1', '1.127.0.0', '::2', '::ffff:10.0.0.1', '203.0.113.127', ''])(
    'refuses a connection from "%s"',
    (peer) => {
      expect(request({}, peer)).toBe(false);
    },
  );

  it.each([
    ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded', 'via'],
    ...['x-real-ip', 'x-client-ip', 'client-ip', 'x-cluster-client-ip', 'x-originating-ip', 'x-remote-ip'],
    ...['cf-connecting-ip', 'cf-connecting-ipv6', 'true-client-ip', 'fastly-client-ip', 'fly-client-ip'],
    ...['x-azure-clientip', 'x-azure-socketip', 'x-appengine-user-ip', 'do-connecting-ip', 'ali-cdn-real-ip'],
    ...['x-nf-client-connection-ip', 'x-vercel-forwarded-for', 'x-original-forwarded-for', 'cdn-loop'],
    ...['x-remote-addr', 'cloudfront-viewer-address', 'x-envoy-external-address', 'wl-proxy-client-ip'],
  ])('refuses a request with the header of a proxy: %s', (name) => {
    expect(request({ [name]: '127.0.0.1' })).toBe(false);
    expect(request({ [name]: '' })).toBe(false);
  });

  it.each(['127.0.0.1', '127.0.0.1:3000', 'localhost:3000', 'LOCALHOST', '[::1]:3000', '[::1]'])(
    'accepts the Host %s',
    (host) => {
      expect(request({ host })).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    'codes.example.com',
    '203.0.113.9:3000',
    'localhost.example.com',
    '127.0.0.1.nip.io',
  ])('refuses the Host %s, which a proxy without headers of its own passes on', (host) => {
    expect(request({ host })).toBe(false);
  });
});
