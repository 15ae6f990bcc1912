import type { TransportError } from '@system-management/messaging';

/** Advice by the message of a failed delivery or check. The first match wins. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/no usable sender/, 'set mail.from of the tenant, or add ?from=a@b to the DSN'],
  [
    / at AUTH XOAUTH2$|token endpoint refused/,
    'the user, the client or the refresh token is not accepted: check the user, clientId, clientSecret and scope, and get a new refresh token',
  ],
  [
    / at AUTH|: 53[0458]\b/,
    'user or password is wrong; in a DSN @ is written %40, / is %2F, # is %23 and % is %25',
  ],
  [/ECONNREFUSED/, 'nothing listens there: check host and port, and whether the service runs'],
  [/ENOTFOUND|EAI_AGAIN|EDNS/, 'the host has no address: check how it is spelt, and the DNS of this machine'],
  [/EHOSTUNREACH|ENETUNREACH/, 'there is no route to this host: check the network and its firewalls'],
  [
    /SELF_SIGNED|UNABLE_TO|CERT|ALTNAME/,
    'its certificate is not trusted or names another host: use the name in the certificate, or add ?ca=FILE with the PEM of its issuer',
  ],
  [/ETLS/, 'the server offers no STARTTLS: try smtps: and port 465; only a loopback host may do without TLS'],
  [
    /EPROTO|WRONG_VERSION|ESOCKET|EPROTOCOL|ECONNRESET/,
    'one side speaks TLS and the other does not: smtps: is TLS from the start (465), smtp: is not (587)',
  ],
  [
    /no answer in time/,
    'there is no answer: check host, port and firewalls; smtps: gets none at a port for smtp:',
  ],
  [
    /: (?:SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure\b|20003\b|ESME_R(?:INVPASWD|INVSYSID|BINDFAIL)\b)/,
    'the vendor does not accept this key or secret: copy both from its console again, check that they are enabled there, and percent-encode special characters (/ is %2F, + stays a plus)',
  ],
  [/HTTP (401|403)/, 'it does not accept the credentials: compare key and secret on both sides'],
  [/HTTP 404/, 'the path does not exist: check the address'],
  [/HTTP 3\d\d/, 'it redirects to another address, and redirects are not followed: use that address'],
  [/HTTP 5\d\d/, 'the server has an internal error: check its log'],
  [
    /\b5\d\d(?:[ -][\d.]+)? at (?:MAIL FROM|RCPT TO|DATA)/,
    'the server refuses the mail: check that this user may send from this address',
  ],
  [
    /\b4\d\d(?:[ -][\d.]+)? at (?:MAIL FROM|RCPT TO|DATA)/,
    'the server refuses the mail for now (greylisting or a rate limit): try again later',
  ],
];

/** Returns advice for a failed transport. */
export function adviceFor({ message }: TransportError): string {
  const [, advice] = ADVICE.find(([pattern]) => pattern.test(message)) ?? [];
  return advice ?? 'see libs/messaging/README.md for the options of this transport';
}
