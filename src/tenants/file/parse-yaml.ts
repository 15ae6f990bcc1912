import { LineCounter, parseDocument, type YAMLError } from 'yaml';

/**
 * Parses YAML 1.2 strictly: unique keys, one document, known tags only.
 * @returns plain data without shared references, or every problem with its position. The messages of the library are
 *   not used, because they quote the text around a mistake, which may be a password.
 */
export function parseYaml(text: string): { readonly data: unknown } | { readonly problems: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: true,
    uniqueKeys: true,
  });
  const problems = [...document.errors, ...document.warnings].map(({ code, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `line ${line}, column ${col}: ${MESSAGES[code] ?? `is not valid YAML (${code})`}`;
  });
  if (problems.length > 0) return { problems };
  try {
    // Copy: the aliases of an anchor share one object, so a default filled in at one would appear at the others.
    return { data: JSON.parse(JSON.stringify(document.toJS())) as unknown };
  } catch {
    return { problems: ['an alias has no anchor above it, or there are too many aliases'] };
  }
}

const MESSAGES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_ALIAS: 'this alias is invalid',
  BAD_INDENT: 'the indentation is wrong',
  DUPLICATE_KEY: 'duplicate key',
  MISSING_CHAR: 'a quote, bracket, comma or space is missing',
  MULTIPLE_DOCS: 'only one document is allowed',
  TAB_AS_INDENT: 'tabs are not allowed as indentation',
  TAG_RESOLVE_FAILED: 'unknown tag',
};
