import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import { startHttpSink, type ReceivedRequest } from './http.sink.js';

/** A registered client; the values are drawn for each run. */
export const OAUTH2_CLIENT = {
  user: 'no-reply@example.com',
  id: 'client-1/a+b@example',
  secret: `s3cret~${randomBytes(12).toString('base64')}`,
  refreshToken: `1//${randomBytes(24).toString('base64')}`,
};

export interface TokenEndpoint {
  url: string;
  received: ReceivedRequest[];
  /** The parameters of each request. */
  requests: Record<string, string>[];
  /** All issued access tokens, oldest first. */
  issued: string[];
  /** The access tokens that servers accept. */
  valid: Set<string>;
  /** The refresh tokens that it accepts. */
  refreshTokens: Set<string>;
  stop: () => Promise<void>;
}

export interface TokenEndpointOptions {
  /** Properties that replace those of a token response; undefined removes one. */
  response?: Record<string, unknown>;
  /** Whether a refresh token is valid once, and each response has the next one. */
  rotates?: boolean;
  /** Answers instead of the endpoint. */
  respond?: ((response: ServerResponse) => unknown) | undefined;
  tls?: { key: string; cert: string } | undefined;
}

/** A token endpoint as in RFC 6749 §4.4, §5 and §6. Its errors quote the request, as errors of real ones may. */
export async function startTokenEndpoint(options: TokenEndpointOptions = {}): Promise<TokenEndpoint> {
  const { response: overrides = {}, rotates = false, respond, tls } = options;
  const requests: Record<string, string>[] = [];
  const issued: string[] = [];
  const valid = new Set<string>();
  const refreshTokens = new Set([OAUTH2_CLIENT.refreshToken]);

  const sink = await startHttpSink((response, request) => {
    const parameters = Object.fromEntries(new URLSearchParams(request.body));
    requests.push(parameters);
    if (respond) return void respond(response);
    const error = errorOf(request, parameters, refreshTokens);
    if (error)
      return send(response, error === 'invalid_client' ? 401 : 400, {
        error,
        error_description: request.body,
      });
    const token = `ya29.${randomBytes(32).toString('base64url')}==`;
    issued.push(token);
    valid.add(token);
    const refresh = rotates ? { refresh_token: rotate(refreshTokens) } : {};
    send(response, 200, {
      access_token: token,
      token_type: 'Bearer',
      expires_in: 3600,
      ...refresh,
      ...overrides,
    });
  }, tls);

  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${sink.port}/token`;
  return { url, received: sink.received, requests, issued, valid, refreshTokens, stop: sink.stop };
}

function errorOf(
  { method, url, headers }: ReceivedRequest,
  parameters: Record<string, string>,
  refreshTokens: ReadonlySet<string>,
): string | undefined {
  const type = headers['content-type'];
  if (method !== 'POST' || url !== '/token' || type !== 'application/x-www-form-urlencoded')
    return 'invalid_request';
  const { client_id: id, client_secret: secret, grant_type: grant, refresh_token: refresh = '' } = parameters;
  if (id !== OAUTH2_CLIENT.id || secret !== OAUTH2_CLIENT.secret) return 'invalid_client';
  if (grant === 'client_credentials') return undefined;
  if (grant !== 'refresh_token') return 'unsupported_grant_type';
  return refreshTokens.has(refresh) ? undefined : 'invalid_grant';
}

function rotate(refreshTokens: Set<string>): string {
  const next = `1//${randomBytes(24).toString('base64')}`;
  refreshTokens.clear();
  refreshTokens.add(next);
  return next;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
