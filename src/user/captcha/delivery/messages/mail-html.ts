import { escapeHtml } from '@system-management/i18n';

/** One paragraph of a mail. */
export interface MailBlock {
  /** `code`: the code alone, large; `note`: small print. */
  readonly kind: 'text' | 'code' | 'note';
  readonly text: string;
}

/** Brand and language of a mail. */
export interface MailLayout {
  readonly brand: string;
  /** BCP 47 tag. */
  readonly language: string;
}

/** The dark colours. Light ones are inline, because some mail clients drop style sheets; a media query cannot be inline. */
const DARK =
  ':root{color-scheme:light dark;supported-color-schemes:light dark}' +
  '@media (prefers-color-scheme:dark){' +
  '.page{background:#0f1216!important}' +
  '.card{background:#1a1e24!important;border-color:#2f353d!important}' +
  '.text{color:#e6e9ed!important}.note{color:#a7afb9!important}' +
  '.code{background:#272d35!important;color:#ffffff!important}}';

const STYLES: Readonly<Record<MailBlock['kind'], string>> = {
  text: 'margin:0 0 16px;color:#1f2328',
  // One tap selects the whole code, and screen readers that support CSS Speech (`speak-as`) spell it.
  code:
    'margin:0 0 16px;padding:16px 8px;background:#f1f3f5;color:#111418;border-radius:8px;text-align:center;' +
    'font:700 30px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px;text-indent:4px;' +
    '-webkit-user-select:all;user-select:all;speak-as:spell-out',
  note: 'margin:16px 0 0;color:#57606a;font-size:14px',
};

/**
 * Renders a mail in HTML without images, links, scripts or any other request. For the limits of mail clients the styles
 * are inline, the box is a table, and language and direction are repeated in the body: some clients drop `<html>`.
 */
export function mailHtml(blocks: readonly MailBlock[], { brand, language }: MailLayout): string {
  const { language: base } = new Intl.Locale(language);
  const direction = base === 'ar' ? 'rtl' : 'ltr';
  const name = escapeHtml(brand);
  const langAttributes = `lang="${escapeHtml(language)}" dir="${direction}"`;
  return [
    `<!doctype html><html ${langAttributes}><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    // Otherwise phones show the code as a phone number.
    '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">',
    `<title>${name}</title><style>${DARK}</style></head>`,
    '<body class="page" style="margin:0;padding:0;background:#f1f3f5">',
    `<div class="page" role="article" aria-label="${name}" ${langAttributes} style="background:#f1f3f5;padding:24px 12px;`,
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif\">",
    '<table class="card" role="presentation" align="center" width="100%" style="max-width:480px;margin:0 auto;',
    'background:#ffffff;border:1px solid #dfe3e8;border-radius:12px;border-collapse:separate;border-spacing:0">',
    '<tr><td style="padding:28px 24px">',
    `<p class="text" style="${STYLES.text};font-weight:600">${name}</p>`,
    ...blocks.map(paragraph),
    '</td></tr></table></div></body></html>',
  ].join('');
}

function paragraph({ kind, text }: MailBlock): string {
  // A code is left-to-right in every language.
  const direction = kind === 'code' ? 'dir="ltr" ' : '';
  return `<p class="${kind}" ${direction}style="${STYLES[kind]}">${escapeHtml(text).replaceAll('\n', '<br>')}</p>`;
}
