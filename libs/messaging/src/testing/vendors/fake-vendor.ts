import type { ServerResponse } from 'node:http';

import { aliyunScript } from './fake-aliyun.js';
import { tencentScript } from './fake-tencent.js';
import { twilioScript } from './fake-twilio.js';
import { startHttpSink, type ReceivedRequest } from '../sinks/http.sink.js';

/** What one vendor's API says, and how it knows its customers. */
export interface VendorScript {
  /** Leads to the port, with the credentials the fake knows. */
  dsn(port: number, options?: string): string;
  /** Whether the vendor would believe this request to be its customer's: computed from the wire alone. */
  isSigned(request: ReceivedRequest): boolean;
  /** The recipient of a message in E.164; undefined when the request is a check. */
  recipient(request: ReceivedRequest): string | undefined;
  taken: Answer;
  /** This recipient had enough messages. */
  limited: Answer;
  /** Wrong credentials or signature. */
  denied: Answer;
  /** The answer to a check. */
  known: Answer;
}

export interface Answer {
  status: number;
  body: unknown;
}

export const VENDOR_SCRIPTS = { aliyun: aliyunScript, tencent: tencentScript, twilio: twilioScript };

/** What a vendor's API does with a well-signed request. */
export const VENDOR_FAULTS = {
  none: (response, { taken }) => reply(response, taken),
  'business limit': (response, { limited }) => reply(response, limited),
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

/** A far-away vendor on loopback that believes only what is signed as it documents. */
export async function startFakeVendor(script: VendorScript, fault: VendorFault = 'none') {
  const recipients: string[] = [];
  const sink = await startHttpSink((response, request) => {
    if (!script.isSigned(request)) return reply(response, script.denied);
    const recipient = script.recipient(request);
    if (recipient === undefined) return reply(response, script.known);
    if (fault === 'none') recipients.push(recipient);
    VENDOR_FAULTS[fault](response, script);
  });
  return { ...sink, dsn: (options = '') => script.dsn(sink.port, options), recipients };
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
