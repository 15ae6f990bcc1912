import { type Message, readMessages } from './api.js';
import { find } from '../../serving/browser/find.js';

const chips = [...document.querySelectorAll<HTMLButtonElement>('[data-type]')];
const field = find<HTMLInputElement>('account');
/** The types that the server selects at first. */
const DEFAULT_TYPES = selectedTypes().join();

/** `codeID`s of the messages to the account in the field, which the server parses as in an issue request. */
let found: ReadonlySet<string> = new Set();

/** Restores the filter from the URL, and keeps it there. @param onChange called after each change by the user */
export function startFilter(onChange: () => void): void {
  restore();
  const changed = () => {
    save();
    onChange();
  };
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      select(chip, !isSelected(chip));
      changed();
    });
  }
  field.addEventListener('input', () => {
    found = new Set();
    changed();
  });
}

/** Whether the filter shows this message. */
export function isMatch({ type, account, codeID }: Message): boolean {
  const chip = chips.find(({ dataset }) => dataset['type'] === type);
  if (chip && !isSelected(chip)) return false;
  return account.toLowerCase().includes(field.value.trim().toLowerCase()) || found.has(codeID);
}

/**
 * Asks the server which messages went to the account in the field, such as a number as dialled.
 * @returns whether {@link isMatch} may have other results
 */
export async function searchAccount(): Promise<boolean> {
  const account = field.value;
  if (account.trim() === '') return false;
  // The next poll reports a failure.
  const { messages } = await readMessages({ account }).catch(() => ({ messages: [] }));
  if (account !== field.value) return false;
  found = new Set(messages.map(({ codeID }) => codeID));
  return true;
}

/** Shows on each type how many messages there are of it. */
export function showCounts(messages: readonly Message[]): void {
  for (const chip of chips) {
    const count = messages.filter(({ type }) => type === chip.dataset['type']).length;
    chip.querySelector('.count')!.textContent = count === 0 ? '' : String(count);
  }
}

/** `?type=email&type=phone&account=jane@example.com`; without `type` the default types, with an empty one none. */
function restore(): void {
  const query = new URLSearchParams(location.search);
  field.value = query.get('account') ?? '';
  const types = query.getAll('type');
  if (types.length > 0) for (const chip of chips) select(chip, types.includes(chip.dataset['type']!));
}

function save(): void {
  const query = new URLSearchParams();
  const types = selectedTypes();
  if (types.join() !== DEFAULT_TYPES)
    for (const type of types.length ? types : ['']) query.append('type', type);
  if (field.value.trim() !== '') query.set('account', field.value.trim());
  history.replaceState(null, '', query.size === 0 ? location.pathname : `?${query.toString()}`);
}

function selectedTypes(): readonly string[] {
  return chips.filter(isSelected).map(({ dataset }) => dataset['type']!);
}

function isSelected(chip: HTMLButtonElement): boolean {
  return chip.ariaPressed === 'true';
}

function select(chip: HTMLButtonElement, isOn: boolean): void {
  chip.ariaPressed = String(isOn);
}
