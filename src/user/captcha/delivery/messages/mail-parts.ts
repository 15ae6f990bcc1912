import { escapeHtml, fill, type TextParams } from '@system-management/i18n';
import { type Language } from '../../../../languages/index.js';
import type { Template } from '../../../../tenants/tenant.js';
import { type MailBlock, type MailLayout, mailHtml } from './mail-html.js';

/** Values of the placeholders in a message. */
export interface TemplateVariables extends TextParams {
  readonly code: string;
  readonly brand: string;
  readonly minutes: number;
  readonly purpose: string;
}

/** The two alternative parts of a mail, with the same content. */
export interface MailParts {
  readonly text: string;
  readonly html: string;
}

/** Renders the shipped texts of the language. */
export function defaultMail(
  texts: Language['message'],
  variables: TemplateVariables,
  layout: MailLayout,
): MailParts {
  const { code, brand } = variables;
  const [lead, life, secret, ignore] = [texts.lead, texts.life, texts.secret, texts.ignore].map((text) =>
    fill(text, variables),
  ) as [string, string, string, string];
  return {
    text: `${lead}\n\n${code}\n\n${life}\n${secret}\n\n${ignore}\n\n${brand}\n`,
    html: mailHtml(
      [
        { kind: 'text', text: lead },
        { kind: 'code', text: code },
        { kind: 'text', text: `${life}\n${secret}` },
        { kind: 'note', text: ignore },
      ],
      layout,
    ),
  };
}

/** Renders the tenant's template. Without an `html` template the HTML part is made of the text. */
export function customMail(
  { text, html }: Template & { readonly text: string },
  variables: TemplateVariables,
  layout: MailLayout,
): MailParts {
  return {
    text: `${fill(text, variables)}\n`,
    html: html === undefined ? mailHtml(blocksOf(text, variables), layout) : fill(html, escaped(variables)),
  };
}

/** Blank lines separate paragraphs. A paragraph that is only `{code}` is shown as the code. */
function blocksOf(text: string, variables: TemplateVariables): MailBlock[] {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => ({ kind: block === '{code}' ? 'code' : 'text', text: fill(block, variables) }));
}

function escaped(variables: TemplateVariables): TextParams {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, escapeHtml(String(value))]),
  );
}
