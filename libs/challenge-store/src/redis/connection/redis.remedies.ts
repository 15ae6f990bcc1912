const SENTINEL_REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|invalid password/, 'check sentinelPassword and sentinelUsername in REDIS_URL'],
  [/NOAUTH/, 'the Sentinels require a password: add ?sentinelPassword= to REDIS_URL'],
  [
    /NOPERM/,
    'allow the user of the Sentinels the commands subscribe, sentinel|get-master-addr-by-name and sentinel|sentinels, and all channels',
  ],
  [/No such master|invalid reply/, 'write the name of `sentinel monitor` as the path of REDIS_URL'],
  [
    /unknown command/,
    'this is not a Sentinel: check the port (26379), or write redis:// for a single server',
  ],
];

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /WRONGPASS|invalid password/,
    'check user and password in REDIS_URL; special characters are percent-encoded',
  ],
  [/NOAUTH/, 'Redis requires a password: write redis://:password@host'],
  [/NOPERM/, 'allow this user the commands and keys of deploy/redis/captcha.acl'],
  [/cluster support disabled/, 'this server is not a cluster: write redis instead of redis+cluster'],
  [/^MOVED/, 'this server belongs to a cluster: write redis+cluster instead of redis'],
  [/cluster state/, 'check the nodes with `redis-cli cluster nodes`'],
  [
    /altnames/,
    'the certificate must contain each host of REDIS_URL and each address that Sentinels or cluster nodes announce',
  ],
  [/certificate has expired|not yet valid/, "renew the server's certificate, and check the clocks"],
  [
    /certificate|self-signed/,
    'add ?ca=FILE to REDIS_URL, the PEM file of the authority that signed the certificate',
  ],
  [/SSL|EPROTO/, 'check that this port uses TLS; without TLS write redis instead of rediss'],
  [/closed the connection|ECONNRESET/, 'check the port; with TLS write rediss instead of redis'],
  [/ECONNREFUSED/, 'check host, port, and that Redis is running'],
  [/ENOTFOUND|EAI_AGAIN/, 'check how the host name is spelt, and the DNS of this machine'],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timed out/,
    'check host, port and firewalls, and that rediss:// names a TLS port',
  ],
];

/** Returns what to check or to change after a connection error. The first match wins. */
export function remedyOf(reason: string): string {
  const remedies = /sentinel/i.test(reason) ? [...SENTINEL_REMEDIES, ...REMEDIES] : REMEDIES;
  const [, remedy] = remedies.find(([pattern]) => pattern.test(reason)) ?? [];
  return remedy ?? 'check host, port, user and password in REDIS_URL, and that Redis is running';
}
