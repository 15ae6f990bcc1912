/* Shows the outbox, and long-polls for messages that arrive after the newest one shown. */

/** Milliseconds of one long poll. */
const WAIT = 25_000;
/** Milliseconds before the next attempt after a failed poll, and of the "Copied" label. */
const PAUSE = 2_000;
/** Messages shown; the server keeps as many. */
const CAPACITY = 200;

const byId = (id) => document.getElementById(id);
const texts = JSON.parse(byId('texts').textContent);
const [list, filter, status, nothing] = ['messages', 'account', 'status', 'nothing'].map(byId);
const template = byId('message').content;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const kindOf = ({ type }) => texts[type] ?? type;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `codeID`s of the messages to the account in the filter, which the server parses as an issue request. */
let found = new Set();

filter.addEventListener('input', () => {
  found = new Set();
  applyFilter();
  void search();
});
applyFilter();
void poll();

async function poll() {
  let newest;
  for (let isFirst = true; ;) {
    try {
      const messages = await read({ wait: isFirst ? 0 : WAIT, ...(newest && { after: newest }) });
      if (status.textContent === texts.offline) status.textContent = '';
      show(messages, isFirst);
      newest = messages[0]?.codeID ?? newest;
      isFirst = false;
    } catch {
      status.textContent = texts.offline;
      await sleep(PAUSE);
    }
  }
}

async function read(query) {
  const response = await fetch(`outbox/messages?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()).data.messages;
}

/** Asks the server which messages went to the account in the filter, such as a number as dialled. */
async function search() {
  const account = filter.value;
  if (account.trim() === '') return;
  // The next poll reports a failure.
  const messages = await read({ account }).catch(() => []);
  if (account !== filter.value) return;
  found = new Set(messages.map(({ codeID }) => codeID));
  applyFilter();
}

/** @param messages newest first */
function show(messages, isFirst) {
  list.prepend(...messages.map(item));
  while (list.children.length > CAPACITY) list.lastElementChild.remove();
  const [latest] = messages;
  // Announce only messages that arrived after the page was opened.
  if (latest && !isFirst) status.textContent = fill(texts.arrived, { ...latest, type: kindOf(latest) });
  applyFilter();
  void search();
}

function item(message) {
  const li = template.cloneNode(true).firstElementChild;
  Object.assign(li.dataset, { account: message.account, id: message.codeID });
  for (const field of li.querySelectorAll('[data-field]')) field.textContent = message[field.dataset.field];
  li.querySelector('[data-field=kind]').textContent = kindOf(message);
  const time = li.querySelector('time');
  time.dateTime = message.at;
  time.textContent = new Date(message.at).toLocaleTimeString(document.documentElement.lang);
  const button = li.querySelector('button');
  button.setAttribute('aria-label', `${texts.copy} ${message.code}`);
  button.addEventListener('click', () => void copy(message.code, button));
  li.querySelector('.body').append(...body(message));
  return li;
}

/** A mail in a frame with its plain text below, an SMS as a bubble, the answer to an image as a note. */
function body({ html, text, subject, codeID, account, language }) {
  if (account === '') return [element('p', { textContent: texts.imageNote })];
  if (html === '')
    return [element('p', { className: 'bubble', dir: 'auto', lang: language, textContent: text })];
  const details = element('details');
  details.append(
    element('summary', { textContent: texts.plainText }),
    element('pre', { dir: 'auto', lang: language, textContent: text }),
  );
  const frame = element('iframe', { title: fill(texts.mailFrame, { subject }), loading: 'lazy' });
  // Without any permission the mail cannot run scripts, submit forms, navigate or open windows.
  frame.sandbox.value = '';
  frame.src = `outbox/mail/${encodeURIComponent(codeID)}`;
  return [
    element('p', { className: 'subject', dir: 'auto', lang: language, textContent: subject }),
    frame,
    details,
  ];
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

async function copy(code, button) {
  if (!navigator.clipboard) {
    // Insecure origins (http from another machine) have no clipboard API: select the code, so that Ctrl+C copies it.
    document.getSelection().selectAllChildren(button.previousElementSibling);
    return;
  }
  await navigator.clipboard.writeText(code);
  status.textContent = `${texts.copied}: ${code}`;
  button.textContent = texts.copied;
  await sleep(PAUSE);
  button.textContent = texts.copy;
}

function applyFilter() {
  const account = filter.value.trim().toLowerCase();
  let shown = 0;
  for (const li of list.children) {
    li.hidden = !li.dataset.account.toLowerCase().includes(account) && !found.has(li.dataset.id);
    if (!li.hidden) shown += 1;
  }
  nothing.hidden = shown > 0;
  nothing.textContent = list.children.length === 0 ? texts.empty : fill(texts.noMatch, { account });
}
