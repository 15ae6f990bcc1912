import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, type ProjectFile } from '../support/project-files.js';

const files = await filesUnder('src', 'libs', 'test');
const code = files.filter(({ path }) => !path.startsWith('test/') && !path.endsWith('.spec.ts'));
const folders = new Set(code.map(({ path }) => dirname(path)));

/** The node of a file: its folder, or the file itself where its folder has sub-folders. */
function nodeOf(path: string): string {
  const folder = dirname(path);
  const hasFolders = [...folders].some((other) => other.startsWith(`${folder}/`));
  return hasFolders ? path.replace(/\.ts$/, '') : folder;
}

/** Paths of the project's files that a file imports by a relative path, types included. */
function importsOf({ path, text }: ProjectFile): readonly string[] {
  return [...text.matchAll(/(?:from|import\(?)\s*'(\.[^']+)\.js'/g)].map(
    ([, to = '']) => `${normalize(join(dirname(path), to))}.ts`,
  );
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function folderGraph(): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of code) {
    const from = nodeOf(file.path);
    const to = importsOf(file).map(nodeOf);
    graph.set(from, new Set([...(graph.get(from) ?? []), ...to.filter((node) => node !== from)]));
  }
  return graph;
}

/** One cycle of the graph, from a node to itself; empty when there is none. */
function cycleOf(graph: Graph): readonly string[] {
  const finished = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle.length > 0) return cycle;
    }
    finished.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Layers of `src/user/captcha`, highest first. Each imports only itself and lower ones. */
const CAPTCHA_LAYERS = [
  ['require-captcha'],
  ['captcha.controller', 'captcha.module', 'captcha.swagger'],
  ['captcha.service', 'siteverify'],
  ['issuing'],
  ['captcha.verifier'],
  ['captcha.resolver'],
  ['telemetry', 'test-recipients'],
  ['limits', 'delivery'],
  ['challenge'],
  ['keys', 'tickets'],
] as const;

const layerOf = (path: string): number => {
  const [name = ''] = path.replace(/^src\/user\/captcha\//, '').split(/\/|\.ts$/);
  return CAPTCHA_LAYERS.findIndex((layer) => layer.some((one) => one === name));
};

describe('cycleOf()', () => {
  it('finds a cycle, also behind other nodes', () => {
    const graph = { a: ['b'], b: ['c', 'd'], c: [], d: ['b'] };
    const nodes = Object.entries(graph).map(([node, next]) => [node, new Set(next)] as const);
    expect(cycleOf(new Map(nodes))).toEqual(['b', 'd', 'b']);
    expect(cycleOf(new Map(nodes.slice(0, 3)))).toEqual([]);
  });
});

describe('folderGraph() of src and libs', () => {
  const graph = folderGraph();

  it('has more than fifty folders, each import resolved to a file', () => {
    expect(graph.size).toBeGreaterThan(50);
    const known = new Set(files.map(({ path }) => path));
    expect(code.flatMap(importsOf).filter((path) => !known.has(path))).toEqual([]);
  });

  it('has no cycle', () => {
    expect(cycleOf(graph)).toEqual([]);
  });

  it('has imports in src/user/captcha only from higher to lower layers', () => {
    const captcha = code.filter(({ path }) => path.startsWith('src/user/captcha/'));
    const upward = captcha.flatMap((file) =>
      importsOf(file)
        .filter((to) => layerOf(file.path) >= 0 && layerOf(to) >= 0 && layerOf(to) < layerOf(file.path))
        .map((to) => `${file.path} → ${to}`),
    );
    expect(upward).toEqual([]);
  });
});

describe('src/user/index.ts', () => {
  it('is how other folders import the user module, but for the application, the doctor and the languages', () => {
    const insiders = /^src\/(user|doctor|languages)\/|^src\/app\.module\.ts$/;
    const deep = code
      .filter(({ path }) => path.startsWith('src/') && !insiders.test(path))
      .flatMap((file) => importsOf(file).filter((to) => to.startsWith('src/user/')))
      .filter((to) => to !== 'src/user/index.ts');
    expect(deep).toEqual([]);
  });
});

describe('@Global()', () => {
  it('is for configuration and logging only', () => {
    const global = code.filter(({ text }) => /^@Global\(\)|global: true/m.test(text)).map(({ path }) => path);
    expect(global.sort()).toEqual([
      'src/config/app-config.module.ts',
      'src/config/host-config.module.ts',
      'src/operations/telemetry.module.ts',
      'src/tenants/tenants.module.ts',
      // In another application `UserModule.forRoot()` is mounted once, for all of its modules.
      'src/user/host-user.module.ts',
    ]);
  });
});
