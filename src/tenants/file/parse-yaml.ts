import { LineCounter, parseDocument, type YAMLError } from 'yaml';

/**
 * Reads YAML 1.2 strictly: unique keys, one document, known tags only.
 * @returns plain data that shares no parts, or every problem with its place. The library's own messages quote the text
 *   around a mistake, which may be a password, so they are not passed on.
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
    return `line ${line}, column ${col}: ${WORDS[code] ?? `is not valid YAML (${code})`}`;
  });
  if (problems.length > 0) return { problems };
  try {
    // An anchor's aliases are one object, and defaults filled in at one place would appear at the others.
    return { data: JSON.parse(JSON.stringify(document.toJS())) as unknown };
  } catch {
    return { problems: ['an alias names no anchor above it, or there are too many of them'] };
  }
}

const WORDS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_ALIAS: 'this alias is not right',
  BAD_INDENT: 'the indentation is wrong',
  DUPLICATE_KEY: 'this key is here twice',
  MISSING_CHAR: 'a quote, bracket, comma or space is missing',
  MULTIPLE_DOCS: 'only one document is allowed',
  TAB_AS_INDENT: 'tabs cannot indent',
  TAG_RESOLVE_FAILED: 'this tag is unknown',
};
