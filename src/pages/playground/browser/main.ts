import type {} from '@system-management/captcha-widget';
import { listedFetch } from './calls/calls.js';
import { find } from '../../serving/browser/find.js';
import { focusAccount, markAccount, onFormChange, readForm } from './form/form.js';
import { offerDemoToken, showLogin } from './form/login.js';
import { restoreForm, saveForm } from './form/url-state.js';
import { emptyInbox, showMessage } from './inbox.js';
import { addSimulations, endSimulation } from './simulations.js';
import { hideTicket, setUpTicket, showTicket } from './ticket/ticket.js';

await customElements.whenDefined('captcha-field');
const field = document.querySelector('captcha-field')!;
let token = '';

/** Hands the form to the field, and clears the inbox and the ticket. */
function apply(): void {
  const values = readForm();
  for (const name of ['type', 'presentation', 'use', 'tenant', 'language', 'account'] as const) {
    if (field.getAttribute(name) !== values[name]) field.setAttribute(name, values[name]);
  }
  field.headers = values.token ? { 'iThings-token': values.token } : {};
  if (values.token !== token) field.reset();
  token = values.token;
  find('step-up-hint').hidden = values.account === '';
  markAccount(false);
  showLogin();
  saveForm();
  emptyInbox(values.presentation);
  hideTicket();
}

function startOver(): void {
  emptyInbox(readForm().presentation);
  hideTicket();
  field.reset();
  field.focus();
}

field.fetch = listedFetch;
field.addEventListener('issued', ({ detail }) => {
  hideTicket();
  const { use, tenant } = field;
  const account = detail.type === 'image' ? '' : field.account;
  void showMessage({ ...detail, use, tenant, account }, (code) => {
    field.code = code;
    field.focus();
  });
});
field.addEventListener('verified', ({ detail }) => void showTicket(detail.ticket));
field.addEventListener('failed', ({ detail }) => markAccount(detail.field === 'account'));
field.addEventListener('changeaccount', (event) => {
  event.preventDefault();
  focusAccount();
});
setUpTicket(startOver);
offerDemoToken(apply);
addSimulations({ field, apply, startOver });
restoreForm();
apply();
onFormChange(() => {
  endSimulation();
  apply();
});
