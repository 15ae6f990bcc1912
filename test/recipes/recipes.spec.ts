import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProjectCopy } from './support/project-copy.js';
import { applyStep, readRecipe, type Step } from './support/recipe.js';

const FOLDER = 'docs/recipes';
/** Timeout in milliseconds for a recipe with its compilation and tests on a loaded machine. */
const TIMEOUT_MS = 600_000;

const recipes = (await readdir(FOLDER))
  .filter((name) => name.endsWith('.md'))
  .map((name) => join(FOLDER, name));

/** Applies the steps of a recipe in order; its commands must succeed. */
async function applySteps(copy: ProjectCopy, steps: readonly Step[]): Promise<void> {
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

describe('docs/recipes/*.md', () => {
  it.each(recipes)(
    '%s works as written in a copy of the project',
    async (path) => {
      const start = performance.now();
      const copy = await makeCopy();
      const steps = await readRecipe(path);
      expect(steps.filter(({ kind }) => kind === 'run')).not.toEqual([]);
      await applySteps(copy, steps);
      const { code, output } = await copy.run(`prettier --check ${filesOf(steps).join(' ')}`);
      expect(code, output).toBe(0);
      const seconds = Math.round((performance.now() - start) / 1000);
      process.stdout.write(`${basename(path)}: ${costOf(steps)}, ${seconds} s\n`);
    },
    TIMEOUT_MS,
  );

  it.each(recipes)('%s has at most 40 lines of prose', async (path) => {
    const prose = (await readFile(path, 'utf8')).replace(/^```[\s\S]*?^```$/gm, '');
    expect(prose.split('\n').filter(Boolean).length).toBeLessThanOrEqual(40);
  });
});

describe('docs/recipes/add-a-language.md', () => {
  it(
    'leads to a compile error that names a missing text',
    async () => {
      const copy = await makeCopy();
      const steps = await readRecipe(join(FOLDER, 'add-a-language.md'));
      // All steps before the last command, which compiles the project.
      await applySteps(
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
        "sed -i '/^    NotEnable:/d' src/languages/nl.ts && tsc -p tsconfig.nl.json",
      );
      expect(code).not.toBe(0);
      expect(output).toMatch(/nl\.ts.*\n?.*Property 'NotEnable' is missing/);
    },
    TIMEOUT_MS,
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
