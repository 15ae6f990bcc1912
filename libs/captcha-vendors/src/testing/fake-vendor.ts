import type { ServerResponse } from 'node:http';

import { startHttpSink, type ReceivedRequest } from '@system-management/messaging/testing';

import { friendlyScript } from './scripts/friendly.script.js';
import { geetestScript } from './scripts/geetest.script.js';
import { hcaptchaScript, recaptchaScript, turnstileScript } from './scripts/site-verify.script.js';
import type { CannedResponse, TokenFacts, VendorScript } from './vendor-script.js';

export const VENDOR_SCRIPTS = {
  turnstile: turnstileScript,
  hcaptcha: hcaptchaScript,
  recaptcha: recaptchaScript,
  geetest: geetestScript,
  friendly: friendlyScript,
} satisfies Record<string, VendorScript>;

export type VendorName = keyof typeof VENDOR_SCRIPTS;

export interface FakeVendorOptions {
  /** What it reports of accepted tokens. @default `example.com`, `login`, no score, now */
  readonly facts?: Partial<TokenFacts>;
  /** Answers authenticated requests instead of the vendor. @default the vendor's documented answers */
  readonly respond?: (response: ServerResponse, solved: CannedResponse) => unknown;
  /** Enables TLS. */
  readonly tls?: { key: string; cert: string };
}

export interface FakeVendor {
  /** A DSN with valid credentials. @param options such as `&hostname=example.com` */
  dsn(options?: string): string;
  /** Solves the widget: a new token, which is accepted once. */
  solve(): string;
  readonly received: readonly ReceivedRequest[];
  /** What was not as documented in the requests. */
  readonly mistakes: readonly string[];
  stop(): Promise<void>;
}

/** A vendor's API on loopback that checks requests and credentials, and accepts each solved token once. */
export async function startFakeVendor(
  name: VendorName,
  options: FakeVendorOptions = {},
): Promise<FakeVendor> {
  const script: VendorScript = VENDOR_SCRIPTS[name];
  const facts = { hostname: 'example.com', action: 'login', solvedAt: Date.now(), ...options.facts };
  const mistakes: string[] = [];
  const unused = new Set<string>();
  const used = new Set<string>();

  const sink = await startHttpSink((response, request) => {
    const mistake = script.mistake(request);
    if (mistake !== undefined) {
      mistakes.push(mistake);
      response.writeHead(500).end();
    } else if (!script.isAuthenticated(request)) reply(response, script.unauthorized);
    else if (options.respond) options.respond(response, script.solved(facts));
    else reply(response, redeem(script.tokenId(request)));
  }, options.tls);

  function redeem(id: string): CannedResponse {
    if (used.has(id)) return script.duplicate;
    if (!unused.delete(id)) return script.invalid;
    used.add(id);
    return script.solved(facts);
  }

  const endpoint = options.tls ? `https://localhost:${sink.port}` : `http://127.0.0.1:${sink.port}`;
  let solved = 0;
  return {
    dsn: (more = '') => script.dsn(endpoint) + more,
    solve: () => {
      const token = script.token((solved += 1), facts);
      unused.add(script.idOf(token));
      return token;
    },
    received: sink.received,
    mistakes,
    stop: sink.stop,
  };
}

/** Sends a response as JSON. */
export function reply(response: ServerResponse, { status, body }: CannedResponse): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
