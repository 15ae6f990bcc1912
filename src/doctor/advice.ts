import type { TransportError } from '@system-management/messaging';

/** What the words of a failed delivery or check mean for whoever wrote the DSN; the first that fits counts. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/no usable sender/, 'set mail.from of the tenant, or add ?from=a@b to the DSN'],
  [
    / at AUTH|: 53[0458]\b/,
    'user or password is wrong; in a DSN @ is written %40, / is %2F, # is %23 and % is %25',
  ],
  [/ECONNREFUSED/, 'nothing listens there: check host and port, and whether the service runs'],
  [/ENOTFOUND|EAI_AGAIN|EDNS/, 'the host has no address: check how it is spelt, and the DNS of this machine'],
  [/EHOSTUNREACH|ENETUNREACH/, 'there is no way to this host: check the network and its firewalls'],
  [
    /SELF_SIGNED|UNABLE_TO|CERT|ALTNAME/,
    'its certificate is not trusted or names another host: use the name in the certificate, or add ?ca=FILE with the PEM of who signed it',
  ],
  [/ETLS/, 'the server offers no STARTTLS: try smtps: and port 465; only a loopback host may do without TLS'],
  [
    /EPROTO|WRONG_VERSION|ESOCKET|EPROTOCOL|ECONNRESET/,
    'one side speaks TLS and the other does not: smtps: is TLS from the start (465), smtp: is not (587)',
  ],
  [
    /no answer in time/,
    'nobody answered: check host, port and firewalls; smtps: waits for ever at a port of smtp:',
  ],
  [
    /: (?:SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure\b|20003\b|ESME_R(?:INVPASWD|INVSYSID|BINDFAIL)\b)/,
    'the vendor knows no such key or secret: copy both from its console again, where they must be enabled; write what is special in them percent-encoded (/ is %2F, + is a plus)',
  ],
  [/HTTP (401|403)/, 'it does not accept who we are: compare key and secret on both sides'],
  [/HTTP 404/, 'there is nothing at that path: check the address'],
  [/HTTP 3\d\d/, 'it answers at another address now, and redirects are not followed: write that one'],
  [/HTTP 5\d\d/, 'it failed by itself: look into its own log'],
  [
    /\b5\d\d(?:[ -][\d.]+)? at (?:MAIL FROM|RCPT TO|DATA)/,
    'the server takes no such mail: may this user send from this address?',
  ],
  [
    /\b4\d\d(?:[ -][\d.]+)? at (?:MAIL FROM|RCPT TO|DATA)/,
    'the server takes it later, perhaps: greylisting, or a limit of theirs',
  ],
];

/** How to mend a transport that failed. */
export function adviceFor({ message }: TransportError): string {
  const [, advice] = ADVICE.find(([words]) => words.test(message)) ?? [];
  return advice ?? 'see libs/messaging/README.md for the options of this transport';
}
