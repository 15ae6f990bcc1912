import { DsnError, type Dsn } from '@system-management/messaging/vendor';

/** Secret and public key of `scheme://SECRET@default?sitekey=…`. */
export interface SiteCredentials {
  readonly secret: string;
  readonly siteKey: string;
}

export interface SiteCredentialsFormat {
  /** Hosts that the DSN may name. @default only `default` */
  readonly hosts?: readonly string[];
  /** What secrets look like and site keys do not. @default not known */
  readonly secretFormat?: RegExp;
}

/**
 * The credentials of vendors with one secret.
 * @throws {DsnError} when a part is missing, or the secret would be published as the site key
 */
export function siteCredentials(
  dsn: Dsn,
  { hosts, secretFormat }: SiteCredentialsFormat = {},
): SiteCredentials {
  const { user: secret, password } = dsn;
  if (secret === undefined || password !== undefined) {
    throw new DsnError(`${dsn.scheme}: needs one secret: ${dsn.scheme}://SECRET@default?sitekey=…`);
  }
  requireHost(dsn, hosts);
  const siteKey = requiredSiteKey(dsn, dsn.requiredOption('sitekey'), 'the option "sitekey"');
  if (siteKey !== secret && !secretFormat?.test(siteKey)) return { secret, siteKey };
  throw new DsnError(
    `${dsn.toString()}: the option "sitekey", which is public, is a secret: write the site key there`,
  );
}

/** @throws {DsnError} when the DSN names another host, a port or a path */
export function requireHost(dsn: Dsn, hosts: readonly string[] = ['default']): void {
  if (hosts.includes(dsn.hostAndPort) && dsn.path.replace('/', '') === '') return;
  const known = hosts.map((host) => `@${host}`).join(' or ');
  throw new DsnError(
    `${dsn.scheme}: after the credentials comes ${known}; another server is ?endpoint=…, and in credentials / is %2F, @ is %40`,
  );
}

/** The key, which is sent to clients. @throws {DsnError} when it has other characters than the vendors' keys */
export function requiredSiteKey(dsn: Dsn, key: string, part: string): string {
  if (/^[\w.-]{1,200}$/.test(key)) return key;
  throw new DsnError(`${dsn.toString()}: ${part} must be the public key of the vendor's widget`);
}
