import type { OpenAPIObject } from '@nestjs/swagger';
import { CommonErrors } from '@system-management/envelope';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT_TEXTS } from '../../src/pages/docs/document/languages/index.js';
import { paragraphsOf } from '../../src/pages/docs/document/translate.js';
import { CaptchaErrors } from '../../src/user/captcha/captcha.errors.js';
import { TestApp } from '../support/app.js';

const TEXTS = DOCUMENT_TEXTS['zh-CN']!;

/** Settings on which paragraphs depend. With the last, messages are sent, and the outbox is off. */
const SETTINGS = [
  {},
  { ERROR_STATUS: '400' },
  { ERROR_STATUS: '200' },
  { SMS_DSN: 'twilio://AC1:token@default?from=Example' },
] as const;

const ERROR_NAMES = Object.values({ ...CommonErrors, ...CaptchaErrors }).flatMap(({ code, name }) => [
  name,
  `${code} ${name}`,
]);
/** Paragraphs that are the same in both languages: names, and the request of the source page. */
const SAME = new Set([...ERROR_NAMES, 'Base64url', 'ISO 8601']);
const isSame = (paragraph: string): boolean => SAME.has(paragraph) || paragraph.startsWith('```sh\ncurl ');

interface ServedDocument {
  readonly language: string | null;
  readonly document: OpenAPIObject;
}

async function read({ url }: TestApp, query = ''): Promise<ServedDocument> {
  const response = await fetch(`${url}/openapi.json${query}`);
  return {
    language: response.headers.get('content-language'),
    document: (await response.json()) as OpenAPIObject,
  };
}

/** The document without its texts for readers, but with its examples. */
function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>)
      .filter(
        ([key, entry]) => typeof entry !== 'string' || !['title', 'summary', 'description'].includes(key),
      )
      .map(([key, entry]) => [key, ['value', 'example'].includes(key) ? entry : withoutTexts(entry)]),
  );
}

/** The part of the document about the paths of this repository. Those of a new endpoint may stay in English. */
function shipped(document: OpenAPIObject): OpenAPIObject {
  const isShipped = (path: string) => /^\/(api\/v1\/system\/user\/|outbox|\.well-known\/)/.test(path);
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => isShipped(path)));
  const schemas: Record<string, object> = {};
  const add = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (name in schemas) continue;
      schemas[name] = document.components!.schemas![name]!;
      add(schemas[name]);
    }
  };
  add(paths);
  return { ...document, paths, components: { ...document.components, schemas } };
}

describe('/openapi.json?lang=zh-CN', () => {
  const documents = new Map<object, { readonly english: OpenAPIObject; readonly chinese: OpenAPIObject }>();
  beforeAll(async () => {
    for (const env of SETTINGS) {
      const app = await TestApp.start({ env });
      try {
        const [english, chinese] = [await read(app), await read(app, '?lang=zh-CN')];
        documents.set(env, { english: shipped(english.document), chinese: shipped(chinese.document) });
      } finally {
        await app.close();
      }
    }
  });

  it.each(SETTINGS)('with %o has no English paragraph but what is the same in both languages', (env) => {
    const { english, chinese } = documents.get(env)!;
    const paragraphs = paragraphsOf(english);
    expect(paragraphs.size).toBeGreaterThan(100);
    expect(
      [...paragraphsOf(chinese)].filter((paragraph) => paragraphs.has(paragraph) && !isSame(paragraph)),
    ).toEqual([]);
  });

  it.each(SETTINGS)('with %o has the operation ids, schemas and examples of the English document', (env) => {
    const { english, chinese } = documents.get(env)!;
    expect(english.paths).toHaveProperty(['/api/v1/system/user/captcha', 'post', 'operationId']);
    expect(withoutTexts(chinese)).toEqual(withoutTexts(english));
  });

  it('has paragraphs of its own with each of the settings', () => {
    const all = SETTINGS.map((env) => paragraphsOf(documents.get(env)!.english));
    for (const own of all.slice(1)) expect([...own].some((paragraph) => !all[0]!.has(paragraph))).toBe(true);
  });

  it('has a catalogue without paragraphs that no document has', () => {
    const used = new Set([...documents.values()].flatMap(({ english }) => [...paragraphsOf(english)]));
    expect(Object.keys(TEXTS).filter((paragraph) => !used.has(paragraph))).toEqual([]);
  });
});

describe('DOCUMENT_TEXTS', () => {
  /** Code in backticks, targets of links, and codes of errors. */
  const verbatim = (paragraph: string): readonly string[] =>
    [...new Set(paragraph.match(/`[^`]+`|(?<=\])\([^)]+\)|\b100\d{3,4}\b/g))].sort();

  it('keep code, links and the codes of errors', () => {
    const kept = (paragraphs: readonly string[]) => paragraphs.map(verbatim);
    expect(kept(Object.values(TEXTS))).toEqual(kept(Object.keys(TEXTS)));
  });
});

describe('/openapi.json', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.close());

  it.each(['?lang=zh-CN', '?lang=zh', '?lang=zh_CN'])('%s is in Chinese', async (query) => {
    const { language, document } = await read(app, query);
    expect(language).toBe('zh-CN');
    expect(document.info.title).toBe('系统管理');
  });

  it.each(['', '?lang=', '?lang=tlh', '?lang=zh-CN&lang=zh-CN', '?language=zh-CN'])(
    '%s is in English: it names no language, none that it has, or several',
    async (query) => {
      const { language, document } = await read(app, query);
      expect(language).toBe('en');
      expect(document.info.title).toBe('System management');
    },
  );
});
