import { copyButton, button, element, texts } from '../dom.js';
import { find } from '../../../serving/browser/find.js';
import { claimsTable, decode } from './claims.js';
import { addExamples, showExamplesFor } from './examples.js';
import { isSigned, KEYS_URL } from './signature.js';

let ticket = '';

/** Adds the buttons of the ticket. @param startOver discards the ticket */
export function setUpTicket(startOver: () => void): void {
  find('ticket-actions').append(
    copyButton(() => ticket, texts.copyTicket),
    button(texts.startOver, startOver),
  );
  addExamples();
}

/** Shows the parts of a ticket, whether its signature is valid, and programs that check it. */
export async function showTicket(newTicket: string): Promise<void> {
  ticket = newTicket;
  const [header = '', claims = '', signature = ''] = ticket.split('.');
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
    element('div', '', element('h3', '', texts.ticketHeader), claimsTable(decode(header))),
    element('div', '', element('h3', '', texts.ticketClaims), claimsTable(decode(claims))),
  );
  find('ticket-content').replaceChildren(parts, element('h3', '', texts.ticketRaw), raw);
  find('ticket').hidden = false;
  await Promise.all([showVerdict(newTicket), showExamplesFor(decode(claims))]);
}

export function hideTicket(): void {
  find('ticket').hidden = true;
}

async function showVerdict(ofTicket: string): Promise<void> {
  const verdict = find('verdict');
  delete verdict.dataset['tone'];
  verdict.textContent = texts.checking;
  const isValid = await isSigned(ofTicket).catch(() => undefined);
  if (ofTicket !== ticket) return;
  const { signatureValid, signatureInvalid, signatureUnknown, signatureHow } = texts;
  verdict.dataset['tone'] = isValid ? 'success' : 'error';
  verdict.textContent =
    isValid === undefined ? signatureUnknown : isValid ? signatureValid : signatureInvalid;
  if (isValid === undefined) return;
  const how = signatureHow.replace('{path}', new URL(KEYS_URL).pathname);
  verdict.append(element('span', 'how', ` · ${how}`));
}
