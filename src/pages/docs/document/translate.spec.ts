import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import { paragraphsOf, translateDocument } from './translate.js';

const document = {
  info: { title: 'Doors', description: 'One.\n\nTwo.' },
  paths: {
    '/doors': {
      post: {
        summary: 'Open a door',
        responses: { 200: { content: { json: { examples: { a: { value: { description: 'One.' } } } } } } },
      },
    },
  },
  components: { schemas: { Door: { properties: { title: { type: 'string', description: 'Name' } } } } },
} as unknown as OpenAPIObject;

describe('translateDocument()', () => {
  it('translates titles, summaries and descriptions, paragraph by paragraph', () => {
    const texts = { Doors: '门', 'One.': '一。', 'Open a door': '开门', Name: '名称' };
    expect(translateDocument(document, texts)).toMatchObject({
      info: { title: '门', description: '一。\n\nTwo.' },
      paths: { '/doors': { post: { summary: '开门' } } },
      components: { schemas: { Door: { properties: { title: { type: 'string', description: '名称' } } } } },
    });
  });

  it('changes neither examples nor the document', () => {
    const translated = translateDocument(document, { 'One.': '一。' });
    expect(translated.paths).toEqual(document.paths);
    expect(document.info.description).toBe('One.\n\nTwo.');
  });
});

describe('paragraphsOf()', () => {
  it('lists every paragraph for readers once', () => {
    expect([...paragraphsOf(document)]).toEqual(['Doors', 'One.', 'Two.', 'Open a door', 'Name']);
  });
});
