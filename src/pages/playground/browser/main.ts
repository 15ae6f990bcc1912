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

/** Copies the form to the attributes of the widget, and clears the inbox and the ticket. */
function applyForm(): void {
  const values = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const { type = 'image', use = '', tenant = '', language = '' } = values;
  for (const label of form.querySelectorAll<HTMLElement>('[data-for]'))
    label.hidden = label.dataset['for'] !== type;
  find('step-up-hint').hidden = type === 'image';
  field.headers = token.value ? { 'iThings-token': token.value.trim() } : {};
  for (const [name, value] of Object.entries({ type, use, tenant, language, account: values[type] ?? '' })) {
    if (field.getAttribute(name) !== value.trim()) field.setAttribute(name, value.trim());
  }
  emptyInbox();
  hideTicket();
}

form.addEventListener('change', applyForm);
form.addEventListener('submit', (event) => event.preventDefault());
token.addEventListener('change', () => {
  applyForm();
  field.reset();
});
field.addEventListener('issued', ({ detail }) => {
  hideTicket();
  const { use, tenant } = field;
  const account = detail.type === 'image' ? '' : field.account;
  void showMessage({ ...detail, use, tenant: tenant || 'default', account }, (code) => {
    field.code = code;
    field.focus();
  });
});
field.addEventListener('verified', ({ detail }) => void showTicket(detail.ticket));
applyForm();
