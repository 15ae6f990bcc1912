import { DsnError, type Dsn } from '../../dsn/dsn.js';
import { isLoopback } from '../../dsn/loopback.js';

/** What a client sends to a token endpoint, and where. */
export interface OAuth2Grant {
  url: URL;
  /** Parameters of the request. The client authenticates by `client_secret` (RFC 6749 §2.3.1), if it has one. */
  parameters: Readonly<Record<string, string>>;
}

/**
 * Reads the DSN options `tokenUrl`, `clientId`, `clientSecret`, `scope`, `grant` and `refreshToken`:
 * - `grant=refresh_token`, the default (RFC 6749 §6): needs `refreshToken`; a public client has no `clientSecret`.
 * - `grant=client_credentials` (RFC 6749 §4.4): needs `clientSecret`.
 * @throws {DsnError} when one is missing or invalid
 */
export function oauth2Grant(dsn: Dsn): OAuth2Grant {
  const grant = dsn.option('grant') ?? 'refresh_token';
  if (grant !== 'refresh_token' && grant !== 'client_credentials') {
    throw new DsnError(`${dsn.toString()}: the option "grant" must be refresh_token or client_credentials`);
  }
  const url = tokenUrl(dsn);
  const clientId = dsn.requiredOption('clientId');
  const isRefresh = grant === 'refresh_token';
  const secret = isRefresh ? dsn.option('clientSecret') : dsn.requiredOption('clientSecret');
  const scope = dsn.option('scope');
  return {
    url,
    parameters: {
      grant_type: grant,
      client_id: clientId,
      ...(secret && { client_secret: secret }),
      ...(isRefresh && { refresh_token: dsn.requiredOption('refreshToken') }),
      ...(scope && { scope }),
    },
  };
}

function tokenUrl(dsn: Dsn): URL {
  const text = dsn.requiredOption('tokenUrl');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  const hasCredentials = Boolean(url?.username || url?.password);
  if (url && (url.protocol === 'https:' || isPlain) && !hasCredentials) return url;
  throw new DsnError(
    `${dsn.toString()}: the option "tokenUrl" must be https://host/path, or http://127.0.0.1:port/path`,
  );
}
