import type { ServerResponse } from 'node:http';

import { aliyunScript } from './fake-aliyun.js';
import { tencentScript } from './fake-tencent.js';
import { twilioScript } from './fake-twilio.js';
import type { CannedResponse, VendorScript } from './vendor-script.js';
import { startHttpSink } from '../sinks/http.sink.js';

export const VENDOR_SCRIPTS = { aliyun: aliyunScript, tencent: tencentScript, twilio: twilioScript };

/** Behaviours of a vendor's API for an authenticated request. */
export const VENDOR_FAULTS = {
  none: (response, { accepted }) => reply(response, accepted),
  'no such recipient': (response, { recipientRefused }) => reply(response, recipientRefused),
  'business limit': (response, { recipientLimited }) => reply(response, recipientLimited),
  'malformed JSON': (response) => response.writeHead(200).end('{"Code":"OK'),
  'other JSON': (response) => response.writeHead(200).end('["Code","OK","sid"]'),
  '429': (response) => response.writeHead(429).end('slow down, +8613800138000'),
  '500': (response) => response.writeHead(500).end('<h1>482913</h1>'),
  '503': (response) => response.writeHead(503).end(),
  '504': (response) => response.writeHead(504).end(),
  'slow drip': (response) => {
    response.writeHead(200).write('{');
    const drip = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(drip));
  },
  silence: () => undefined,
  redirect: (response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
  'hang up': (response) => response.socket?.destroy(),
} satisfies Record<string, (response: ServerResponse, script: VendorScript) => unknown>;

export type VendorFault = keyof typeof VENDOR_FAULTS;

/** A fake vendor API on loopback that verifies credentials, signatures and the values of templates. */
export async function startFakeVendor(script: VendorScript, fault: VendorFault = 'none') {
  const recipients: string[] = [];
  const sink = await startHttpSink((response, request) => {
    if (!script.isSigned(request)) return reply(response, script.unauthorized);
    const recipient = script.recipient(request);
    if (recipient === undefined) return reply(response, script.checked);
    const templateRefusal = script.templateRefusal?.(request);
    if (templateRefusal) return reply(response, templateRefusal);
    if (fault === 'none') recipients.push(recipient);
    VENDOR_FAULTS[fault](response, script);
  });
  return { ...sink, dsn: (options = '') => script.dsn(sink.port, options), recipients };
}

function reply(response: ServerResponse, { status, body }: CannedResponse): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
