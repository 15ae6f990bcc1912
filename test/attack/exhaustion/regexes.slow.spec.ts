import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { logMetric } from '../../support/vitest/profile.js';

/** The production sources, without tests and test kits. */
async function sources(): Promise<string[]> {
  const entries = await Promise.all(
    ['src', 'libs'].map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  );
  return entries
    .flat()
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.spec\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/node_modules|\/(dist|testing)\//.test(path));
}

/** The regular expression literals of a file, as `/source/flags`. */
function regexesIn(path: string, code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true));
  return found;
}

/** Timeout of one proof, in milliseconds. A pattern without a proof counts as unsafe. */
const PROOF_MS = 120_000;

it('SEC-32: no regular expression takes more than linear time', { timeout: 480_000 }, async () => {
  const literals = await Promise.all(
    (await sources()).map(async (path) =>
      regexesIn(path, await readFile(path, 'utf8')).map((text) => ({ path, text })),
    ),
  );
  // Tenant files are validated with the patterns of their schema.
  const schema = await readFile('config/tenants.schema.json', 'utf8');
  const patterns = [...schema.matchAll(/"pattern": ("(?:[^"\\]|\\.)*")/g)].map(([, json]) => ({
    path: 'config/tenants.schema.json',
    text: `/${JSON.parse(json!) as string}/u`,
  }));
  const all = [...literals.flat(), ...patterns];
  const unsafe = all.filter(({ text }) => {
    const end = text.lastIndexOf('/');
    return checkSync(text.slice(1, end), text.slice(end + 1), { timeout: PROOF_MS }).status !== 'safe';
  });
  logMetric(`SEC-32: ${all.length} regular expressions, ${unsafe.length} not proven to be linear`);
  expect(all.length).toBeGreaterThan(40);
  expect(unsafe).toEqual([]);
});
