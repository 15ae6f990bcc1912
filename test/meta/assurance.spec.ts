import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { filesUnder } from '../support/project-files.js';
import { titlesOf } from '../support/spec-titles.js';
import { times } from '../support/vitest/times.js';

/** Requirements `01` to `count` of a kind, without the numbers that do not exist. */
const numbered = (kind: string, count: number, ...missing: readonly number[]): string[] =>
  times(count, (n) => n + 1)
    .filter((n) => !missing.includes(n))
    .map((n) => `${kind}-${String(n).padStart(2, '0')}`);

/** Every requirement of security, privacy and reliability. */
const REQUIREMENTS = [...numbered('SEC', 59), ...numbered('PRV', 5, 4), ...numbered('REL', 16)];

/** Requirements without a test yet. */
const PENDING = ['SEC-26'];

const idsIn = (text: string): string[] => text.match(/\b(SEC|PRV|REL)-\d\d\b/g) ?? [];

describe('docs/benchmarks.md and the titles of specs', () => {
  const shown = async (): Promise<ReadonlyMap<string, string>> => {
    const text = await readFile('docs/benchmarks.md', 'utf8');
    const [, table = ''] = text.split('\n## Requirements that a command shows\n');
    const rows = table.split('\n## ')[0]!.matchAll(/^\| (\S+) +\| `npm run (\S+?)[ `]/gm);
    return new Map([...rows].map(([, id, script]) => [id!, script!]));
  };

  it('name every requirement', async () => {
    const specs = (await filesUnder('src', 'libs', 'test', 'bench')).filter(({ path }) =>
      path.endsWith('.spec.ts'),
    );
    // Parsing takes milliseconds a file.
    const naming = specs.filter(({ text }) => idsIn(text).length > 0);
    const titled = new Set(naming.flatMap(({ text }) => titlesOf(text)).flatMap(idsIn));
    const commands = await shown();
    const isShown = (id: string): boolean => titled.has(id) || commands.has(id) || PENDING.includes(id);
    expect(REQUIREMENTS.filter((id) => !isShown(id))).toEqual([]);
    expect([...titled, ...commands.keys()].filter((id) => !REQUIREMENTS.includes(id))).toEqual([]);
  });

  it('name only commands that exist', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: object };
    const commands = await shown();
    expect(commands.size).toBeGreaterThan(1);
    for (const script of commands.values()) expect(Object.keys(scripts)).toContain(script);
  });
});

describe('titlesOf()', () => {
  it('finds titles at any depth, those of templates and those after each()', () => {
    const text = `onBothStores('a', () => { it.each([['no title']])('b %s', () => { note('no title'); });
      it(\`c \${1} d\`, () => {}); }); describeWithRedis('e', () => {}); const iterate = f('no title');`;
    expect(titlesOf(text)).toEqual(['a', 'b %s', 'c  d', 'e']);
  });
});
