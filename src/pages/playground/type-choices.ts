import { escapeHtml } from '@system-management/i18n';
import { DEFAULT_PRESENTATION, PRESENTATION_NAMES } from '../../user/index.js';
import { TYPES_IN_ORDER } from '../serving/type-order.js';
import type { PlaygroundTexts } from './playground.texts.js';

/** Radio buttons of all types. A type without a text on this page has the summary of its first example. */
export function typeButtons(texts: PlaygroundTexts): string {
  const labels: Readonly<Record<string, string>> = {
    email: texts.email,
    phone: texts.phone,
    image: texts.image,
  };
  return TYPES_IN_ORDER.map(({ type, examples }, index) => {
    const label = labels[type] ?? Object.values(examples)[0]?.summary ?? type;
    const checked = index === 0 ? ' checked' : '';
    return `<label><input type="radio" name="type" value="${escapeHtml(type)}"${checked} /><span>${escapeHtml(label)}</span></label>`;
  }).join('');
}

/**
 * A list of the presentations of an image, hidden until that type is selected. The default has an empty value: a request
 * need not name it. A presentation without a text on this page has its name.
 */
export function presentationField(texts: PlaygroundTexts): string {
  const labels: Readonly<Record<string, string>> = {
    image: texts.presentationImage,
    audio: texts.presentationAudio,
    pow: texts.presentationPow,
  };
  const options = PRESENTATION_NAMES.map((name) => {
    const value = name === DEFAULT_PRESENTATION ? '' : name;
    return `<option value="${escapeHtml(value)}">${escapeHtml(labels[name] ?? name)}</option>`;
  }).join('');
  return `<label data-for="image" hidden>${escapeHtml(texts.presentation)}<select name="presentation">${options}</select></label>`;
}

/**
 * An input for the account of every type that requires one; hidden except the first.
 * @param isPrefilled whether it contains the account of an example: only where nothing is sent to it
 */
export function accountFields(texts: PlaygroundTexts, isPrefilled: boolean): string {
  return TYPES_IN_ORDER.filter(({ requiresAccount }) => requiresAccount)
    .map(({ type, examples }, index) => {
      const { label, attributes, example } = inputOf(type, texts);
      const value = example ?? Object.values(examples)[0]?.request.account ?? '';
      return `<label class="account" data-for="${escapeHtml(type)}"${index === 0 ? '' : ' hidden'}>${escapeHtml(label)}<input name="${escapeHtml(type)}" ${attributes} spellcheck="false" autocapitalize="off" value="${isPrefilled ? escapeHtml(value) : ''}" /></label>`;
    })
    .join('');
}

function inputOf(
  type: string,
  { emailAccount, phoneAccount, otherAccount }: PlaygroundTexts,
): { readonly label: string; readonly attributes: string; readonly example?: string } {
  switch (type) {
    case 'email':
      return { label: emailAccount, attributes: 'type="text" inputmode="email"', example: 'you@example.com' };
    case 'phone':
      return { label: phoneAccount, attributes: 'type="tel"' };
    default:
      return { label: otherAccount, attributes: 'type="text"' };
  }
}
