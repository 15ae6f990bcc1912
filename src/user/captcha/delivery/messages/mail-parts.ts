import { escapeHtml, fill, type TextParams } from '@system-management/i18n';
import { type Language } from '../../../../languages/index.js';
import type { Template } from '../../../../tenants/tenant.js';
import { type MailBlock, type MailLayout, mailHtml } from './mail-html.js';

/** What the placeholders of a mail are filled with. */
export interface TemplateVariables extends TextParams {
  readonly code: string;
  readonly brand: string;
  readonly minutes: number;
  readonly purpose: string;
}

/** The two alternatives of a mail, which say the same. */
export interface MailParts {
  readonly text: string;
  readonly html: string;
}

/** A mail in the shipped words. */
export function defaultMail(
  texts: Language['message'],
  words: TemplateVariables,
  frame: MailLayout,
): MailParts {
  const { code, brand } = words;
  const [lead, life, secret, ignore] = [texts.lead, texts.life, texts.secret, texts.ignore].map((text) =>
    fill(text, words),
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
      frame,
    ),
  };
}

/** A mail in the tenant's words. Without an HTML part of its own, that one is made of the text. */
export function customMail(
  { text, html }: Template & { readonly text: string },
  words: TemplateVariables,
  frame: MailLayout,
): MailParts {
  return {
    text: `${fill(text, words)}\n`,
    html: html === undefined ? mailHtml(blocksOf(text, words), frame) : fill(html, escaped(words)),
  };
}

/** A blank line ends a paragraph, and one that is the code alone is shown as such. */
function blocksOf(text: string, words: TemplateVariables): MailBlock[] {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => ({ kind: block === '{code}' ? 'code' : 'text', text: fill(block, words) }));
}

function escaped(words: TemplateVariables): TextParams {
  return Object.fromEntries(Object.entries(words).map(([name, value]) => [name, escapeHtml(String(value))]));
}
