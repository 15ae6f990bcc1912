import { type FormValues, readForm, setForm } from './form.js';

/** What the URL contains; no account and no token, because URLs are shared. */
const NAMES = ['type', 'presentation', 'tenant', 'use', 'language'] as const;

let initial: FormValues | undefined;

/** Sets the form to the values in the URL, such as `?type=phone&use=register`. */
export function restoreForm(): void {
  setForm({});
  initial = readForm();
  const query = new URLSearchParams(location.search);
  const given = NAMES.filter((name) => query.has(name)).map((name) => [name, query.get(name)!]);
  setForm(Object.fromEntries(given) as Partial<FormValues>);
  keepInLanguageLinks();
}

/** Writes the values that differ from those of a first visit into the URL. Other parameters stay. */
export function saveForm(): void {
  const url = new URL(location.href);
  const values = readForm();
  for (const name of NAMES) {
    if (values[name] === initial?.[name]) url.searchParams.delete(name);
    else url.searchParams.set(name, values[name]);
  }
  history.replaceState(null, '', url);
  keepInLanguageLinks();
}

/** The links to the other languages of this page keep what is selected. */
function keepInLanguageLinks(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.head .languages a'))
    link.search = location.search;
}
