import { element } from '../dom.js';

/** The header or the claims of a ticket. */
export type TicketClaims = Readonly<Record<string, unknown>>;

/** Decodes one part of a JWS. @throws if it is not JSON in base64url */
export function decode(part: string): TicketClaims {
  return JSON.parse(new TextDecoder().decode(bytesOf(part))) as TicketClaims;
}

export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
}

/** A list of names and values, with the clock time of `iat` and `exp`. */
export function claimsTable(claims: TicketClaims): HTMLElement {
  const list = element('dl');
  for (const [name, value] of Object.entries(claims)) {
    const shown = element('dd', '', String(value));
    if (name === 'iat' || name === 'exp')
      shown.append(element('span', 'time', ` · ${clockTime(Number(value))}`));
    list.append(element('div', '', element('dt', '', name), shown));
  }
  return list;
}

function clockTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString(document.documentElement.lang);
}
