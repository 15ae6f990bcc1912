/** What a template may hold; each is filled in when a message is written. */
export const PLACEHOLDERS = ['code', 'minutes', 'brand', 'purpose'] as const;

const LIST = PLACEHOLDERS.map((name) => `{${name}}`).join(' ');
/** A name in braces, also as other template languages write it. A style sheet's braces and `{7*7}` are plain text. */
const IN_BRACES = /\{{1,3}\s{0,9}[A-Za-z_]\w{0,63}\s{0,9}\}{1,3}/g;
/** What mail programs drop and filters distrust: code, frames, forms, redirects, and styles from elsewhere. */
const ACTIVE =
  /<\s{0,9}(?:script|iframe|frame|object|embed|form|link|base)\b|\bhttp-equiv\s{0,9}=\s{0,9}["']?\s{0,9}(?:refresh|&)|@(?:import|\\)|javascript:/i;
/** A handler in an attribute, also where no space is before it: `<svg/onload=x>`, `<p title=">"onclick=x>`. */
const HANDLER = /["'\s/]on[a-z]{3,30}\s{0,9}=/i;
// eslint-disable-next-line no-control-regex -- line feeds and tabs are the only ones a text needs
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

type Verdict = true | string;

/** Rules for a tenant's own texts: `true`, or what is wrong, in words that repeat nothing of the text. */
export const TEMPLATE_CHECKS = {
  placeholders: (text: string): Verdict => {
    const isKnown = (found: string): boolean => PLACEHOLDERS.some((name) => found === `{${name}}`);
    return (text.match(IN_BRACES) ?? []).every(isKnown) || `has an unknown placeholder; there are ${LIST}`;
  },
  hasCode: (text: string): Verdict => text.includes('{code}') || 'does not contain {code}',
  oneLine: (text: string): Verdict =>
    !(CONTROLS.test(text) || /[\t\n]|=\?/.test(text)) ||
    'must be one line without control characters, and without =? (mail programs decode it)',
  paragraphs: (text: string): Verdict => !CONTROLS.test(text) || 'has control characters',
  inertHtml: (text: string): Verdict =>
    !(ACTIVE.test(text) || HANDLER.test(text)) ||
    'has scripts, frames, forms, redirects or style sheets from elsewhere, which mail programs refuse',
};
