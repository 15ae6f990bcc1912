/** Placeholders of a template, replaced when a message is written. */
export const PLACEHOLDERS = ['code', 'minutes', 'brand', 'purpose'] as const;

const LIST = PLACEHOLDERS.map((name) => `{${name}}`).join(' ');
/** A name in braces, also in the syntax of other template languages. Style sheets and `{7*7}` do not match. */
const IN_BRACES = /\{{1,3}\s{0,9}[A-Za-z_]\w{0,63}\s{0,9}\}{1,3}/g;
/** Mail programs remove these, and spam filters distrust them: scripts, frames, forms, redirects, imported styles. */
const ACTIVE =
  /<\s{0,9}(?:script|iframe|frame|object|embed|form|link|base)\b|\bhttp-equiv\s{0,9}=\s{0,9}["']?\s{0,9}(?:refresh|&)|@(?:import|\\)|javascript:/i;
/** An event handler attribute, also without a space before it: `<svg/onload=x>`, `<p title=">"onclick=x>`. */
const HANDLER = /["'\s/]on[a-z]{3,30}\s{0,9}=/i;
// eslint-disable-next-line no-control-regex -- a text needs line feeds and tabs only
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

type CheckResult = true | string;

/** Checks of a tenant's own texts. Each returns `true`, or the problem without any part of the text. */
export const TEMPLATE_CHECKS = {
  placeholders: (text: string): CheckResult => {
    const isKnown = (found: string): boolean => PLACEHOLDERS.some((name) => found === `{${name}}`);
    return (text.match(IN_BRACES) ?? []).every(isKnown) || `has an unknown placeholder; there are ${LIST}`;
  },
  hasCode: (text: string): CheckResult => text.includes('{code}') || 'does not contain {code}',
  oneLine: (text: string): CheckResult =>
    !(CONTROLS.test(text) || /[\t\n]|=\?/.test(text)) ||
    'must be one line without control characters, and without =? (mail programs decode it)',
  paragraphs: (text: string): CheckResult => !CONTROLS.test(text) || 'has control characters',
  inertHtml: (text: string): CheckResult =>
    !(ACTIVE.test(text) || HANDLER.test(text)) ||
    'has scripts, frames, forms, redirects or style sheets from elsewhere, which mail programs refuse',
};
