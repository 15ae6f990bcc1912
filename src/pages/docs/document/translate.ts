import type { OpenAPIObject } from '@nestjs/swagger';

/** Paragraphs of the document in another language, by the English paragraph. */
export type DocumentTexts = Readonly<Record<string, string>>;

/** The keys whose values are texts for readers. */
const TEXT_KEYS: ReadonlySet<string> = new Set(['description', 'summary', 'title']);

/**
 * Translates summaries and descriptions, paragraph by paragraph. A paragraph without a translation, such as that of a
 * new endpoint, stays English.
 * @param document it is not changed
 */
export function translateDocument(document: OpenAPIObject, texts: DocumentTexts): OpenAPIObject {
  return mapTexts(document, (paragraph) => texts[paragraph] ?? paragraph);
}

/** Every paragraph of the document that {@link translateDocument} looks up. */
export function paragraphsOf(document: OpenAPIObject): ReadonlySet<string> {
  const found = new Set<string>();
  mapTexts(document, (paragraph) => {
    found.add(paragraph);
    return paragraph;
  });
  return found;
}

function mapTexts(document: OpenAPIObject, translate: (paragraph: string) => string): OpenAPIObject {
  const map = (value: unknown, key: string, isText: boolean): unknown => {
    if (typeof value === 'string') return isText && TEXT_KEYS.has(key) ? mapParagraphs(value) : value;
    if (Array.isArray(value)) return value.map((entry) => map(entry, key, isText));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => {
        // Examples are data, also where they have a key `description`; schemas may have a property of that name.
        const isExample = name === 'value' || name === 'example';
        return [name, map(entry, name, isText && !isExample)];
      }),
    );
  };
  const mapParagraphs = (text: string) => text.split('\n\n').map(translate).join('\n\n');
  return map(document, '', true) as OpenAPIObject;
}
