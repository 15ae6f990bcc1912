import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One code block of a recipe, and what its lead says to do with it. */
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

/** A lead, a blank line, a fenced block; before it, perhaps, that the formatter leaves its indentation alone. */
const BLOCK = /(?:^(.+)\n\n)?(?:^<!-- prettier-ignore -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm;

/**
 * The steps of a recipe, in its order. A block is headed by what to do with it, in the words of {@link LEADS}; a `sh`
 * block is run. Any other block is a mistake of the recipe: nobody would know where it belongs.
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

/** Does one step to the files under `root`: a block stands in the file as it stands in the recipe. Running is the caller's. */
export async function applyStep(root: string, step: Exclude<Step, { kind: 'run' }>): Promise<void> {
  const path = join(root, step.file);
  if (step.kind === 'create') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, step.code, { flag: 'wx' });
    return;
  }
  const lines = (await readFile(path, 'utf8')).split('\n');
  const found = lines.flatMap((line, index) => (evened(line) === evened(step.anchor) ? [index] : []));
  const [at, ...more] = found;
  if (at === undefined || more.length > 0) {
    throw new Error(`${step.file} has ${found.length} lines that are \`${step.anchor}\`; a recipe needs one`);
  }
  const added = step.code.replace(/\n$/, '').split('\n');
  lines.splice(step.kind === 'after' ? at + 1 : at, step.kind === 'after' ? 0 : 1, ...added);
  await writeFile(path, lines.join('\n'));
}

/** A formatter widens the columns of a table: a line is the same with more spaces in it. */
function evened(line: string): string {
  return line.trim().replace(/ +/g, ' ');
}
