import type { SMTPServerOptions } from 'smtp-server';

import { startSmtpSink, type SmtpSink } from './smtp.sink.js';
import {
  OAUTH2_CLIENT,
  startTokenEndpoint,
  type TokenEndpoint,
  type TokenEndpointOptions,
} from './token-endpoint.js';

export interface OAuth2Smtp {
  smtp: SmtpSink;
  endpoint: TokenEndpoint;
  /** The access token of each login, accepted or not. */
  logins: string[];
  /** A DSN for this server, without the grant's options and with further ones, such as `&name=value`. */
  dsnWith(options: string): string;
  /** A DSN with the refresh token. */
  dsn: string;
  stop: () => Promise<void>;
}

/**
 * How a server refuses a token: `challenge` sends the error's details as reply 334 and expects an empty response, as
 * Google does; `reply` sends 535 at once, as Microsoft does.
 */
export type Refusal = 'challenge' | 'reply';

/** An SMTP server that accepts mail only after a login by XOAUTH2 with a token of its token endpoint. */
export async function startOAuth2Smtp(
  options: TokenEndpointOptions & { refusal?: Refusal; server?: SMTPServerOptions } = {},
): Promise<OAuth2Smtp> {
  const { refusal = 'challenge', server } = options;
  const endpoint = await startTokenEndpoint(options);
  const logins: string[] = [];
  const smtp = await startSmtpSink({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: false,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    onAuth: ({ method, username, accessToken = '' }, _session, done) => {
      logins.push(accessToken);
      const isValid =
        method === 'XOAUTH2' && username === OAUTH2_CLIENT.user && endpoint.valid.has(accessToken);
      if (isValid) return done(null, { user: username });
      const error = Object.assign(new Error(`5.7.3 ${accessToken} is refused`), { responseCode: 535 });
      if (refusal === 'reply') return done(error);
      done(null, { data: { status: '401', schemes: 'bearer', scope: accessToken } });
    },
    ...server,
  });
  const encode = encodeURIComponent;
  const { user, id, secret, refreshToken } = OAUTH2_CLIENT;
  const dsnWith = (more: string) =>
    `smtp+oauth2://${encode(user)}@127.0.0.1:${smtp.port}?from=${user}&clientId=${encode(id)}` +
    `&clientSecret=${encode(secret)}&tokenUrl=${endpoint.url}${more}`;
  return {
    smtp,
    endpoint,
    logins,
    dsnWith,
    dsn: dsnWith(`&refreshToken=${encode(refreshToken)}`),
    stop: async () => {
      await smtp.stop();
      await endpoint.stop();
    },
  };
}
