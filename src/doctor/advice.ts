/** Advice by the message of a failed delivery or check. The first match wins. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/no usable sender/, 'set mail.from of the tenant, or add ?from=a@b to the DSN'],
  [/no usable Reply-To/, 'write mail.replyTo of the tenant as a@b or Name <a@b>'],
  [/no signature/, 'set sms.sign of the tenant, or add ?sign=… to the DSN'],
  [
    /the token endpoint refused the login: (?:invalid_grant|interaction_required)/,
    'the refresh token has expired or was revoked: get a new refresh token',
  ],
  [
    /the token endpoint refused the login: (?:invalid_|unauthorized_|unsupported_|HTTP 4)/,
    'the token endpoint does not accept this client: check tokenUrl, clientId, clientSecret and scope of the DSN',
  ],
  [
    / at AUTH XOAUTH2/,
    'the server does not accept the access token: check the user and scope of the DSN and that the mailbox may send by SMTP, and get a new refresh token',
  ],
  [/: 530\b/, 'the server asks for a login: put user and password into the DSN'],
  [
    /: 534\b/,
    'the server does not accept this kind of password: create an app password, or use smtp+oauth2:',
  ],
  [
    / at AUTH|: 53[58]\b/,
    'user or password is wrong; in a DSN @ is written %40, / is %2F, # is %23 and % is %25',
  ],
  [/ECONNREFUSED/, 'nothing listens there: check host and port, and whether the service runs'],
  [/ENOTFOUND|EAI_AGAIN|EDNS/, 'the host has no address: check how it is spelt, and the DNS of this machine'],
  [/EHOSTUNREACH|ENETUNREACH/, 'there is no route to this host: check the network and its firewalls'],
  [
    /SELF_SIGNED|UNABLE_TO|CERT|ALTNAME/,
    'its certificate is not trusted or names another host: use the name in the certificate, or add ?ca=FILE, the PEM file of its issuer',
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
  [/HTTP (401|403)/, 'the server does not accept the credentials: compare key and secret on both sides'],
  [/HTTP 404/, 'the address does not exist on this server: check the path of the DSN'],
  [
    /HTTP 3\d\d/,
    'the server redirects to another address, and redirects are not followed: write that address in the DSN',
  ],
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

const LOOK_UP =
  'look up this answer at the vendor; libs/messaging/README.md describes the options of the transport';

/**
 * Advice for a failed transport, or another vendor.
 * @param fallback for a failure that is not listed. @default the README of the transports
 */
export function adviceFor({ message }: Pick<Error, 'message'>, fallback = LOOK_UP): string {
  const [, advice] = ADVICE.find(([pattern]) => pattern.test(message)) ?? [];
  return advice ?? fallback;
}
