import { escapeHtml } from './escape-html.js';

/** The sentences of a mail, in reading order. */
export interface MailParts {
  readonly lead: string;
  readonly code: string;
  readonly life: string;
  readonly secret: string;
  readonly ignore: string;
}

/**
 * A code as an HTML mail: no remote image, no link, no script, inline styles because mail clients drop others, a
 * table because some know no other box. `color-scheme` and system colours let dark mode work by itself.
 */
export function mailHtml(parts: MailParts, brand: string, language: string): string {
  const { lead, code, life, secret, ignore } = parts;
  const direction = new Intl.Locale(language).language === 'ar' ? 'rtl' : 'ltr';
  const paragraph = (text: string, style: string): string =>
    `<p style="margin:0 0 16px;${style}">${escapeHtml(text)}</p>`;
  return [
    `<!doctype html><html lang="${escapeHtml(language)}" dir="${direction}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(brand)}</title></head>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,\'Segoe UI\',sans-serif">',
    '<table role="presentation" align="center" width="100%" style="max-width:480px;border-spacing:0"><tr><td>',
    paragraph(brand, 'font-weight:600'),
    paragraph(lead, ''),
    // The code reads left to right in every language.
    `<p dir="ltr" style="margin:0 0 16px;font:700 32px/1.25 ui-monospace,Consolas,monospace;letter-spacing:6px">${escapeHtml(code)}</p>`,
    paragraph(life, ''),
    paragraph(secret, ''),
    paragraph(ignore, 'font-size:14px;opacity:.75'),
    '</td></tr></table></body></html>',
  ].join('');
}
