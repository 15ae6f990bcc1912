import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProjectCopy } from './support/project-copy.js';
import { applyStep, readRecipe, type Step } from './support/recipe.js';

const FOLDER = 'docs/recipes';
/** Milliseconds for a recipe, its compilation and its tests, on a machine that does other things besides. */
const PATIENCE = 600_000;

const recipes = (await readdir(FOLDER))
  .filter((name) => name.endsWith('.md'))
  .map((name) => join(FOLDER, name));

/** Does what a recipe says, in its order; its own commands must all succeed. */
async function follow(copy: ProjectCopy, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.kind !== 'run') {
      await applyStep(copy.root, step);
      continue;
    }
    const { code, output } = await copy.run(step.code);
    expect(code, `${step.code}\n${output}`).toBe(0);
  }
}

async function makeCopy(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.make();
  onTestFinished(() => copy.remove());
  return copy;
}

describe('A recipe', () => {
  it.each(recipes)(
    '%s works as written, word by word, in a copy of the project',
    async (path) => {
      const start = performance.now();
      const copy = await makeCopy();
      const steps = await readRecipe(path);
      expect(steps.filter(({ kind }) => kind === 'run')).not.toEqual([]);
      await follow(copy, steps);
      const { code, output } = await copy.run(`prettier --check ${filesOf(steps).join(' ')}`);
      expect(code, output).toBe(0);
      const seconds = Math.round((performance.now() - start) / 1000);
      process.stdout.write(`${basename(path)}: ${costOf(steps)}, ${seconds} s of machine\n`);
    },
    PATIENCE,
  );

  it.each(recipes)('%s fits on one page', async (path) => {
    const prose = (await readFile(path, 'utf8')).replace(/^```[\s\S]*?^```$/gm, '');
    expect(prose.split('\n').filter(Boolean).length).toBeLessThanOrEqual(40);
  });
});

describe('A language that misses a text', () => {
  it(
    'does not compile, and the compiler names the text',
    async () => {
      const copy = await makeCopy();
      const steps = await readRecipe(join(FOLDER, 'add-a-language.md'));
      // Up to the check: the last command would compile it.
      await follow(
        copy,
        steps.slice(
          0,
          steps.findLastIndex(({ kind }) => kind === 'run'),
        ),
      );
      await writeFile(
        join(copy.root, 'tsconfig.nl.json'),
        JSON.stringify({ extends: './tsconfig.json', include: ['src/languages/nl.ts'] }),
      );
      const { code, output } = await copy.run(
        "sed -i '/^    Delivery:/d' src/languages/nl.ts && tsc -p tsconfig.nl.json",
      );
      expect(code).not.toBe(0);
      expect(output).toMatch(/nl\.ts.*\n?.*Property 'Delivery' is missing/);
    },
    PATIENCE,
  );
});

function filesOf(steps: readonly Step[], kinds: readonly Step['kind'][] = ['create', 'after', 'replace']) {
  return [
    ...new Set(
      steps.flatMap((step) => (step.kind !== 'run' && kinds.includes(step.kind) ? [step.file] : [])),
    ),
  ];
}

function costOf(steps: readonly Step[]): string {
  const lines = steps.reduce(
    (sum, { kind, code }) => sum + (kind === 'run' ? 0 : code.trimEnd().split('\n').length),
    0,
  );
  const [created, edited] = [filesOf(steps, ['create']), filesOf(steps, ['after', 'replace'])];
  return `${created.length} new files, ${edited.length} edited, ${lines} lines`;
}
