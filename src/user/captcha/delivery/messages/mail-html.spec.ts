import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS } from '../../../../languages/index.js';
import { type MailBlock, mailHtml } from './mail-html.js';

const BLOCKS: readonly MailBlock[] = [
  { kind: 'text', text: 'Your code for signing in:' },
  { kind: 'code', text: '042137' },
  { kind: 'text', text: 'It is valid for 3 min.\nNever share it.' },
  { kind: 'note', text: 'You can ignore this message.' },
];
const render = (blocks = BLOCKS, brand = 'Acme', language = 'en'): string =>
  mailHtml(blocks, { brand, language });

/** The visible paragraphs, top to bottom. */
const paragraphs = (html: string) => [...html.matchAll(/<p [^>]*>(.*?)<\/p>/g)].map(([, text]) => text);
const tags = (html: string) =>
  [...html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name]) => name?.toLowerCase());

describe('mailHtml()', () => {
  it('renders the brand, then the paragraphs in order', () => {
    expect(paragraphs(render())).toEqual([
      'Acme',
      'Your code for signing in:',
      '042137',
      'It is valid for 3 min.<br>Never share it.',
      'You can ignore this message.',
    ]);
  });

  it.each(LANGUAGE_TAGS)('contains no request and no link (%s)', (language) => {
    const html = render(BLOCKS, 'Acme', language);
    expect(html).not.toMatch(
      /https?:|\/\/|src=|href=|url\(|@import|<img|<a\b|<script|<link|<iframe|<form|\bon\w+=/i,
    );
    expect(new Set(tags(html))).toEqual(
      new Set('!doctype html head meta title style body div table tr td p br'.split(' ')),
    );
  });

  it.each(LANGUAGE_TAGS)('sets language and direction, in the body too (%s)', (language) => {
    const langAttributes = `lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`;
    expect(render(BLOCKS, 'Acme', language)).toMatch(
      new RegExp(`<html ${langAttributes}>.*<div [^>]*${langAttributes}`),
    );
  });

  it('is right-to-left in Arabic of any region', () => {
    expect(render(BLOCKS, 'Acme', 'ar-EG')).toContain('<html lang="ar-EG" dir="rtl">');
  });

  it('renders the code left-to-right, selectable with one tap', () => {
    for (const language of ['en', 'ar']) {
      expect(render(BLOCKS, 'Acme', language)).toMatch(
        /<p class="code" dir="ltr" style="[^"]*user-select:all[^"]*">042137<\/p>/,
      );
    }
  });

  it('disables the detection of phone numbers', () => {
    expect(render()).toMatch(/<meta name="format-detection" content="telephone=no/);
  });

  it.each([
    '<script>alert(1)</script>',
    '</title></style></head><body onload=alert(1)>',
    '"><img src=x onerror=alert(1)>',
    "'><a href='//evil.test'>",
    '<!-- -->',
    '&lt;b&gt;&#60;',
    '{{7*7}} ${7*7} {code} %s $& $1',
    'Häuser & Söhne',
  ])('escapes hostile text: %s', (hostile) => {
    const escaped = hostile
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;');
    const html = render(
      BLOCKS.map(({ kind }) => ({ kind, text: hostile })),
      hostile,
    );
    expect(paragraphs(html)).toEqual(Array<string>(5).fill(escaped));
    expect(html).toContain(`<title>${escaped}</title>`);
    expect(tags(html).filter((tag) => tag !== 'br')).toEqual(tags(render()).filter((tag) => tag !== 'br'));
  });
});
