import { find } from '../../../serving/browser/find.js';
import { showPurposesOf } from './purposes.js';

/** What the form requests. */
export interface FormValues {
  readonly type: string;
  /** Empty for a type without an account. */
  readonly account: string;
  /** Of an image; empty for other types, and for the default. */
  readonly presentation: string;
  readonly tenant: string;
  readonly use: string;
  /** BCP 47 tag. */
  readonly language: string;
  /** `iThings-token`, or empty. */
  readonly token: string;
}

const form = find<HTMLFormElement>('request');
const fields = form.elements as typeof form.elements & {
  readonly tenant: HTMLSelectElement;
  readonly use: HTMLSelectElement;
};

export function readForm(): FormValues {
  const values = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const { type = '', presentation = '', tenant = '', use = '', language = '', token = '' } = values;
  const account = values[type]?.trim() ?? '';
  const shown = type === 'image' ? presentation : '';
  return { type, account, presentation: shown, tenant, use, language, token: token.trim() };
}

/** Sets the given fields, the tenant before its purposes. A value that the page does not offer changes nothing. */
export function setForm({ tenant, account, ...others }: Partial<FormValues>): void {
  if (tenant !== undefined) setField('tenant', tenant);
  showPurposesOf(fields.tenant.value, fields.use);
  for (const [name, value] of Object.entries(others)) setField(name, value);
  if (account !== undefined) setField(readForm().type, account);
  showAccountOf(readForm().type);
}

/** Calls the listener after each change by the user. */
export function onFormChange(listener: () => void): void {
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', () => {
    setForm({});
    listener();
  });
}

/** Moves the focus to the account of the selected type. */
export function focusAccount(): void {
  accountInput()?.focus();
}

/** Marks the account of the selected type as wrong, or as not wrong. */
export function markAccount(isWrong: boolean): void {
  accountInput()?.setAttribute('aria-invalid', String(isWrong));
}

function accountInput(): HTMLInputElement | undefined {
  const field = form.elements.namedItem(readForm().type);
  return field instanceof HTMLInputElement ? field : undefined;
}

function setField(name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLSelectElement) {
    if ([...field.options].some((option) => option.value === value)) field.value = value;
  } else if (field instanceof HTMLInputElement) {
    field.value = value;
  } else if (field instanceof RadioNodeList) {
    field.value = value;
  }
}

/** Hides the accounts of the other types. */
function showAccountOf(type: string): void {
  for (const label of form.querySelectorAll<HTMLElement>('[data-for]'))
    label.hidden = label.dataset['for'] !== type;
}
