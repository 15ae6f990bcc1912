/** The name and the domain of a mailbox's own address. */
type Mailbox = readonly [name: string, domain: string];

/** The mailbox of an address whose name has no `+tag`. */
type MailboxOf = (name: string, domain: string) => Mailbox;

/**
 * The aliases that follow from an address alone, as their providers document them, one provider a line:
 * - Gmail ignores dots (https://support.google.com/mail/answer/7436150).
 * - Yahoo has disposable addresses: a base name, a hyphen and a keyword
 *   (http://help.yahoo.com/help/uk/bt/tutorials/mail/addressguard2.html). No other address has a hyphen.
 * - Fastmail delivers `anything@user.fastmail.com` to `user@fastmail.com`
 *   (https://www.fastmail.help/hc/en-us/articles/360060591053).
 * - Proton ignores dots, hyphens and underscores (https://proton.me/support/change-username), and a name belongs to one
 *   account under all its domains (https://proton.me/support/addresses-and-aliases).
 * - iCloud has two older domains (https://support.apple.com/118230).
 * - Yandex does not distinguish dots and hyphens (https://yandex.com/support/passport/authorization/registration.html),
 *   and a name is one mailbox under all its domains (https://yandex.com/support/domain/additional/mailbox-alias.xml).
 *
 * Microsoft documents `+tag` only, for outlook.com, hotmail.com, live.com and msn.com
 * (https://learn.microsoft.com/exchange/recipients-in-exchange-online/plus-addressing-in-exchange-online). QQ Mail has
 * no alias that follows from an address: the number, the English name and the name at foxmail.com are chosen apart.
 */
const PROVIDERS: readonly (readonly [domains: RegExp, mailboxOf: MailboxOf])[] = [
  [/^(gmail|googlemail)\.com$/, (name) => [without(/\./g, name), 'gmail.com']],
  [/^((yahoo|ymail)\.(com|(com?\.)?[a-z]{2})|rocketmail\.com)$/, (name, domain) => [upTo('-', name), domain]],
  [/^[a-z0-9-]+\.fastmail\.(com|net|org|(com?\.)?[a-z]{2})$/, (_name, domain) => splitAt('.', domain)],
  [/^(proton\.me|protonmail\.(com|ch)|pm\.me)$/, (name) => [without(/[._-]/g, name), 'proton.me']],
  [/^(icloud|me|mac)\.com$/, (name) => [name, 'icloud.com']],
  [/^(ya\.ru|yandex\.(com|(com?\.)?[a-z]{2}))$/, (name) => [name.replaceAll('.', '-'), 'yandex.ru']],
];

/**
 * The mailbox that a canonical address reaches: without the tag after `+` (RFC 5233), and by the rules of its provider.
 * Where a server treats these as other mailboxes, two people share a limit.
 */
export function withoutAliases(canonical: string): string {
  const [local, domain] = splitAt('@', canonical);
  const name = upTo('+', local);
  const [, mailboxOf] = PROVIDERS.find(([domains]) => domains.test(domain)) ?? [];
  return (mailboxOf?.(name, domain) ?? [name, domain]).join('@');
}

function splitAt(separator: string, text: string): Mailbox {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** What precedes the separator; the whole name where nothing does. */
function upTo(separator: string, name: string): string {
  return name.split(separator)[0] || name;
}

/** The name without these characters; the whole name where nothing remains. */
function without(characters: RegExp, name: string): string {
  return name.replace(characters, '') || name;
}
