import { element, find, ROOT, texts } from './dom.js';

const KEYS_URL = `${ROOT}.well-known/jwks.json`;

type TicketClaims = Readonly<Record<string, unknown>>;

/** WebCrypto parameters by the `alg` of a ticket. */
const ALGORITHMS: Record<string, { key: EcKeyImportParams | Algorithm; check: EcdsaParams | Algorithm }> = {
  ES256: {
    key: { name: 'ECDSA', namedCurve: 'P-256' },
    check: { name: 'ECDSA', hash: 'SHA-256' },
  },
  EdDSA: { key: { name: 'Ed25519' }, check: { name: 'Ed25519' } },
};

/** Shows the parts of a ticket, and verifies its signature with the public keys, as a backend does. */
export async function showTicket(ticket: string): Promise<void> {
  const [header = '', claims = '', signature = ''] = ticket.split('.');
  const verdict = element('p', 'verdict', texts.checking);
  verdict.setAttribute('role', 'status');
  const raw = element(
    'p',
    'raw',
    element('span', 'header', header),
    '.',
    element('span', 'claims', claims),
    '.',
    element('span', 'signature', signature),
  );
  const parts = element(
    'div',
    'parts',
    element('div', '', element('h3', '', texts.ticketHeader), table(decoded(header))),
    element('div', '', element('h3', '', texts.ticketClaims), table(decoded(claims))),
  );
  find('ticket-content').replaceChildren(verdict, parts, element('h3', '', texts.ticketRaw), raw);
  find('ticket').hidden = false;

  const isValid = await isSigned(ticket).catch(() => undefined);
  const { signatureValid, signatureInvalid, signatureUnknown, signatureHow } = texts;
  verdict.dataset['tone'] = isValid ? 'success' : 'error';
  verdict.textContent =
    isValid === undefined ? signatureUnknown : isValid ? signatureValid : signatureInvalid;
  if (isValid !== undefined)
    verdict.append(
      element('span', 'how', ` · ${signatureHow.replace('{path}', new URL(KEYS_URL).pathname)}`),
    );
}

export function hideTicket(): void {
  find('ticket').hidden = true;
}

/** @throws if WebCrypto is absent (plain http from another machine) or does not support the algorithm */
async function isSigned(ticket: string): Promise<boolean> {
  const [header = '', claims = '', signature = ''] = ticket.split('.');
  const { kid, alg } = decoded(header);
  const { keys } = (await (await fetch(KEYS_URL)).json()) as {
    keys: (JsonWebKey & { kid: string })[];
  };
  const jwk = keys.find((key) => key.kid === kid);
  const algorithm = ALGORITHMS[String(alg)];
  if (!jwk || !algorithm) return false;
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm.key, false, ['verify']);
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  return crypto.subtle.verify(algorithm.check, key, bytesOf(signature), signed);
}

function table(claims: TicketClaims): HTMLElement {
  const list = element('dl');
  for (const [name, value] of Object.entries(claims)) {
    const shown = element('dd', '', String(value));
    if (name === 'iat' || name === 'exp') {
      shown.append(element('span', 'time', ` · ${clockOf(Number(value))}`));
    }
    list.append(element('div', '', element('dt', '', name), shown));
  }
  return list;
}

function clockOf(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString(document.documentElement.lang);
}

function decoded(part: string): TicketClaims {
  return JSON.parse(new TextDecoder().decode(bytesOf(part))) as TicketClaims;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (byte) =>
    byte.charCodeAt(0),
  );
}
