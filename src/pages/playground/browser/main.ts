import type {} from '@system-management/captcha-widget';
import { listedFetch } from './calls.js';
import { find } from './dom.js';
import { emptyInbox, showMessage } from './inbox.js';
import { hideTicket, showTicket } from './ticket.js';

const form = find<HTMLFormElement>('request');
const token = find<HTMLInputElement>('token');
await customElements.whenDefined('captcha-field');
const field = document.querySelector('captcha-field')!;
field.fetch = listedFetch;

/** Carries the choices over to the field; a change of what is asked for starts anew. */
function choose(): void {
  const chosen = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const { type = 'image', use = '', tenant = '', language = '' } = chosen;
  for (const label of form.querySelectorAll<HTMLElement>('[data-for]'))
    label.hidden = label.dataset['for'] !== type;
  find('step-up-hint').hidden = type === 'image';
  field.headers = token.value ? { 'iThings-token': token.value.trim() } : {};
  for (const [name, value] of Object.entries({ type, use, tenant, language, account: chosen[type] ?? '' })) {
    if (field.getAttribute(name) !== value.trim()) field.setAttribute(name, value.trim());
  }
  emptyInbox();
  hideTicket();
}

form.addEventListener('change', choose);
form.addEventListener('submit', (event) => event.preventDefault());
token.addEventListener('change', () => {
  choose();
  field.reset();
});
field.addEventListener('issued', ({ detail }) => {
  hideTicket();
  void showMessage(detail.codeID, (code) => {
    field.code = code;
    field.focus();
  });
});
field.addEventListener('verified', ({ detail }) => void showTicket(detail.ticket));
choose();
