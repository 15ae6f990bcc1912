import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS } from '../../../languages/index.js';
import { mailHtml } from './mail-html.js';

const PARTS = {
  lead: 'Your code for signing in:',
  code: '042137',
  life: 'It is valid for 3 min.',
  secret: 'Never share it.',
  ignore: 'You can ignore this message.',
};
const render = (parts: Partial<typeof PARTS> = {}, brand = 'Acme', language = 'en') =>
  mailHtml({ ...PARTS, ...parts }, brand, language);

/** What a reader sees, top to bottom. */
const paragraphs = (html: string) => [...html.matchAll(/<p [^>]*>([^<]*)<\/p>/g)].map(([, text]) => text);
const tags = (html: string) =>
  [...html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name]) => name?.toLowerCase());

describe('The HTML of a mail', () => {
  it('says brand, occasion, code, life, warning and reassurance, in this order', () => {
    const { lead, code, life, secret, ignore } = PARTS;
    expect(paragraphs(render())).toEqual(['Acme', lead, code, life, secret, ignore]);
  });

  it.each(LANGUAGE_TAGS)('fetches nothing and leads nowhere (%s)', (language) => {
    const html = render({}, 'Acme', language);
    expect(html).not.toMatch(
      /https?:|\/\/|src=|href=|url\(|@import|<img|<a\b|<script|<link|<iframe|<form|\bon\w+=/i,
    );
    expect(new Set(tags(html))).toEqual(
      new Set(['!doctype', 'html', 'head', 'meta', 'title', 'body', 'table', 'tr', 'td', 'p']),
    );
  });

  it.each(LANGUAGE_TAGS)('names its language and the direction of its script (%s)', (language) => {
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    expect(render({}, 'Acme', language)).toContain(`<html lang="${language}" dir="${direction}">`);
  });

  it('reads from right to left in Arabic, of any region', () => {
    expect(render({}, 'Acme', 'ar')).toContain('dir="rtl"><head>');
    expect(render({}, 'Acme', 'ar-EG')).toContain('dir="rtl"><head>');
  });

  it('keeps the code from left to right in every language', () => {
    for (const language of ['en', 'ar']) {
      expect(render({}, 'Acme', language)).toMatch(/<p dir="ltr" [^>]*>042137<\/p>/);
    }
  });

  it('works in dark mode by itself', () => {
    expect(render()).toContain('<meta name="color-scheme" content="light dark">');
    expect(render()).not.toMatch(/[^-]color:|background/);
  });

  it.each([
    '<script>alert(1)</script>',
    '</title></head><body onload=alert(1)>',
    '"><img src=x onerror=alert(1)>',
    "'><a href='//evil.test'>",
    '<!-- -->',
    '&lt;b&gt;&#60;',
    '{{7*7}} ${7*7} {code} %s $& $1',
    'Häuser & Söhne',
  ])('shows hostile names as the text they are: %s', (hostile) => {
    const escaped = hostile
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;');
    const parts = { lead: hostile, code: hostile, life: hostile, secret: hostile, ignore: hostile };
    const html = mailHtml(parts, hostile, 'en');
    expect(paragraphs(html)).toEqual(Array<string>(6).fill(escaped));
    expect(html).toContain(`<title>${escaped}</title>`);
    expect(tags(html)).toEqual(tags(render()));
  });
});
