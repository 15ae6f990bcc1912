import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A code block of a recipe, with the action that its lead sentence names. */
export type Step =
  | { readonly kind: 'create'; readonly file: string; readonly code: string }
  | {
      readonly kind: 'after' | 'replace';
      readonly file: string;
      readonly anchor: string;
      readonly code: string;
    }
  | { readonly kind: 'run'; readonly code: string };

const LEADS = [
  { kind: 'create', pattern: /^Create `([^`]+)`.*:$/ },
  { kind: 'after', pattern: /^In `([^`]+)`, after (`{1,2})(.+)\2, add:$/ },
  { kind: 'replace', pattern: /^In `([^`]+)`, replace (`{1,2})(.+)\2 with:$/ },
] as const;

/** A lead sentence, a blank line, an optional prettier-ignore comment, and a fenced block. */
const BLOCK = /(?:^(.+)\n\n)?(?:^<!-- prettier-ignore -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm;

/**
 * Reads the steps of a recipe in order. The sentence before a block matches one of {@link LEADS}; a `sh` block needs none.
 * @throws {Error} if a block has no such sentence
 */
export async function readRecipe(path: string): Promise<readonly Step[]> {
  const text = await readFile(path, 'utf8');
  return [...text.matchAll(BLOCK)].map(([, lead = '', language, code = '']) =>
    stepOf(path, lead, language, code),
  );
}

function stepOf(path: string, lead: string, language: string | undefined, code: string): Step {
  if (language === 'sh') return { kind: 'run', code };
  for (const { kind, pattern } of LEADS) {
    const [, file, , anchor = ''] = pattern.exec(lead) ?? [];
    if (file) return kind === 'create' ? { kind, file, code } : { kind, file, anchor, code };
  }
  throw new Error(`${path}: the block after "${lead}" does not say which file it is for`);
}

/**
 * Applies a step to the files under `root`. Block and file have the same indentation.
 * @throws {Error} if the anchor does not match exactly one line, or if a file to create exists
 */
export async function applyStep(root: string, step: Exclude<Step, { kind: 'run' }>): Promise<void> {
  const path = join(root, step.file);
  if (step.kind === 'create') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, step.code, { flag: 'wx' });
    return;
  }
  const lines = (await readFile(path, 'utf8')).split('\n');
  const matches = lines.flatMap((line, index) =>
    normalizeSpaces(line) === normalizeSpaces(step.anchor) ? [index] : [],
  );
  const [at, ...more] = matches;
  if (at === undefined || more.length > 0) {
    throw new Error(
      `${step.file} has ${matches.length} lines that are \`${step.anchor}\`; a recipe needs one`,
    );
  }
  const added = step.code.replace(/\n$/, '').split('\n');
  lines.splice(step.kind === 'after' ? at + 1 : at, step.kind === 'after' ? 0 : 1, ...added);
  await writeFile(path, lines.join('\n'));
}

/** Collapses spaces: the formatter pads table columns. */
function normalizeSpaces(line: string): string {
  return line.trim().replace(/ +/g, ' ');
}
