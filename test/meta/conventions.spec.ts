import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentsIn, filesUnder, pascalCase, type ProjectFile } from '../support/project-files.js';
import { describesOf } from '../support/spec-titles.js';

const ours = await filesUnder('src', 'libs', 'test');
const code = ours.filter(({ path }) => !path.startsWith('test/') && !/\.spec\.ts$|\/testing\//.test(path));
const pathsOf = (files: readonly ProjectFile[]): string[] => files.map(({ path }) => path);
const withText = (files: readonly ProjectFile[], pattern: RegExp): string[] =>
  pathsOf(files.filter(({ text }) => pattern.test(text)));

/** Checked sources: all but this file. */
const checkedSources = [...ours, ...(await filesUnder('bench'))].filter(
  ({ path }) => path !== 'test/meta/conventions.spec.ts',
);
/** All documents but the changelog, which names what was renamed. */
const documents = await documentsIn('.', 'CHANGELOG.md');

/** Names that only this project used. The standard term of each is in the dictionary of CONTRIBUTING.md. */
const PRIVATE_NAMES = [
  ...['IssueWish', 'VerifyWish', 'toWish', 'proofWish', 'Undertaking', 'CaptchaDemand', 'Outlook'],
  ...['lookAhead', 'CodeVault', 'macOf', 'canonicalCode', 'fitsForm', 'normalForm', 'countedAs'],
  ...['Patience', 'patience', 'spentFor', 'wordsOf', 'MailWords', 'ownMail', 'shippedMail'],
  ...['MayBeAbsent', 'IsAlone', 'IsTogether', 'onBug', 'onOutage', 'glance', 'refusalOf', 'sealRoutes'],
  ...['GuardedTransport', 'LimitedTransport', 'MessageFacts', 'brokenOff', 'Addressee', 'OverloadGate'],
  ...['endOnCrash', 'exitWith', 'unprintable', 'WrittenTenant', 'takeOver', 'CosmeticRandom', 'loot'],
  ...['servedAgain', 'letPass', 'LIFTED', 'Course', 'Greet', 'greet', 'tongue'],
] as const;

/** Words of comments and documents that hide who does what. */
const VAGUE_WORDS = ['whoever', 'nobody', 'somebody', 'everybody'] as const;

const wholeWord = (words: readonly string[], flags = ''): RegExp =>
  new RegExp(`(?<![\\w'"])(${words.join('|')})(?![\\w'"])`, flags);

/** The comments of a source file, without the code between them. */
const commentsOf = (text: string): string =>
  [...text.matchAll(/\/\*\*?[\s\S]*?\*\/|(?<=^|\s)\/\/ .*$/gm)].map(([comment]) => comment).join('\n');

const found = (places: readonly { path: string; text: string }[], words: RegExp): string[] =>
  places.flatMap(({ path, text }) => {
    const match = words.exec(text);
    return match ? [`${path}: ${match[0]}`] : [];
  });

describe('PRIVATE_NAMES', () => {
  it('appear in no source and no document', () => {
    expect(found([...checkedSources, ...documents], wholeWord(PRIVATE_NAMES))).toEqual([]);
  });
});

describe('VAGUE_WORDS', () => {
  it('are in no comment and in no document', () => {
    const comments = checkedSources.map(({ path, text }) => ({ path, text: commentsOf(text) }));
    expect(found([...comments, ...documents], wholeWord(VAGUE_WORDS, 'i'))).toEqual([]);
  });
});

/** Subjects that are not identifiers: a route, page, element, decorator, command, file or assurance id. */
const SUBJECTS =
  /^((GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) |\/|<|@\w|npm run |(SEC|REL|PRV)-\d|Dockerfile|deploy\/|[\w./*-]+\.(md|json|ya?ml|js|ts|cfg|acl|service)\b)/;

describe('describesOf()', () => {
  const specs = ours.filter(({ path }) => path.endsWith('.spec.ts'));

  it('finds the top-level describes and the names of a spec', () => {
    const text = `import { a, type B } from './a.js';\nconst c = 1;\ndescribe.each([1])('a() for %s', () => {});`;
    expect(describesOf(text)).toEqual({ titles: ['a() for %s'], names: ['a', 'B', 'c'] });
  });

  it('finds in every spec that a describe begins with its subject: an identifier, a route, a file, a command, …', () => {
    const unclear = specs.flatMap(({ path, text }) => {
      const { titles, names } = describesOf(text);
      return titles
        .filter((title) => !SUBJECTS.test(title) && !names.includes(/^\w+/.exec(title)?.[0] ?? ''))
        .map((title) => `${path}: ${title}`);
    });
    expect(unclear).toEqual([]);
  });
});

/** Role suffixes of files and classes. */
const CLASS_ROLES =
  /\.(controller|service|module|provider|transport|store|guard|filter|interceptor|pipe|registry|request|response|query)$/;

describe('**/*.ts: package imports', () => {
  it('use only public entry points', () => {
    const packages =
      /(from |import\()'(@nestjs\/[\w-]+|class-validator|class-transformer|fastify|rxjs|ioredis)\/(?!operators)/;
    expect(withText(ours, packages)).toEqual([]);
    expect(withText(ours, /\.listeners\(|Reflect\.getMetadata\(('|[A-Z_]+_METADATA)/)).toEqual([]);
  });
});

describe('libs/*.ts: a lib', () => {
  it('never imports the application', () => {
    const libs = ours.filter(({ path }) => path.startsWith('libs/'));
    expect(withText(libs, /from '(\.\.\/)+src\//)).toEqual([]);
    // Specs and test kits may import these three helpers, which import nothing of the application.
    expect(withText(libs, /from '(\.\.\/)+test\/(?!support\/(vitest\/(profile|times)|wait)\.js')/)).toEqual(
      [],
    );
    expect(withText(code, /from '(\.\.\/)+test\//)).toEqual([]);
  });

  it('is imported by its index, its test kit or another entry point of its package.json only', () => {
    expect(withText(ours, /from '@system-management\/(?!messaging\/vendor')[\w-]+\/(?!testing')/)).toEqual(
      [],
    );
    // Only tests may import a lib by path.
    expect(withText(code, /from '(\.\.\/)+libs\//)).toEqual([]);
  });

  it('ships no test kit', () => {
    expect(withText(code, /from '[^']*\/testing(\/[^']*)?'/)).toEqual([]);
  });

  it('has a README, an index, and a package.json with name, description and exports', async () => {
    const libs = (await readdir('libs', { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(libs.length).toBeGreaterThan(3);
    for (const { name } of libs) {
      const file = (path: string): string => join('libs', name, path);
      expect(existsSync(file('src/index.ts')), name).toBe(true);
      expect((await readFile(file('README.md'), 'utf8')).startsWith('# '), name).toBe(true);
      const about = JSON.parse(await readFile(file('package.json'), 'utf8')) as Record<string, unknown>;
      expect(about['name']).toBe(`@system-management/${name}`);
      expect(about['description'], name).toMatch(/\w/);
      expect(about['exports'], name).toHaveProperty(['.']);
    }
  });
});

describe('ProjectFile: a file of src, libs and test', () => {
  it('is named in small letters, noun first and role last', () => {
    // Language catalogues are named by their tags.
    const catalogues =
      /^(src\/languages|src\/pages\/docs\/document\/languages|libs\/captcha-widget\/src\/texts)\//;
    const named = ours.filter(({ path }) => !catalogues.test(path));
    expect(
      pathsOf(named.filter(({ name }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(name))),
    ).toEqual([]);
  });

  it('with a role in its name exports the class of that name', () => {
    const missing = ours.filter(
      ({ name, text }) =>
        CLASS_ROLES.test(name) && !new RegExp(`export (abstract )?class ${pascalCase(name)}\\b`).test(text),
    );
    expect(pathsOf(missing)).toEqual([]);
  });

  it('is in no catch-all folder (common, utils, …)', () => {
    const catchAllFolders = /(^|\/)(common|shared|utils?|core|helpers?|misc|lib)\//;
    expect(pathsOf(ours.filter(({ path }) => catchAllFolders.test(path)))).toEqual([]);
  });

  it('has no default export', () => {
    const allowed = /\.(config|reporter)\.ts$/;
    expect(withText(ours, /^export default/m).filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('has wire names only where they are documented and checked', () => {
    expect(
      withText(code, /@ApiProperty(Optional)?\(/).filter(
        (path) => !/\.(request|response|query)\.ts$/.test(path),
      ),
    ).toEqual([]);
  });

  it('reads the environment only where settings are read', () => {
    const application = code.filter(({ path }) => path.startsWith('src/'));
    expect(withText(application, /process\.env/).sort()).toEqual([
      'src/config/app-config.module.ts',
      'src/config/host-config.module.ts',
      'src/config/reader/define-config.ts',
    ]);
  });

  it('contains no only, skip or todo', () => {
    expect(
      withText(ours, /\b(it|test|describe)\.(only|skip|todo)\(/).filter((path) => path.endsWith('.spec.ts')),
    ).toEqual([]);
  });
});

describe('README.md, CONTRIBUTING.md and docs/', () => {
  it('number every decision once, in file name and title', async () => {
    const names = (await readdir('docs/adr')).filter((name) => /^\d/.test(name));
    const numbers = names.map((name) => Number(name.slice(0, 4)));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const [index, name] of names.entries()) {
      const title = (await readFile(join('docs/adr', name), 'utf8')).split('\n')[0];
      expect(title, name).toMatch(new RegExp(`^# ${numbers[index]}\\. \\w`));
    }
  });

  it('explain every npm script', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const text = (await readFile('README.md', 'utf8')) + (await readFile('CONTRIBUTING.md', 'utf8'));
    const mentions = (where: string, name: string): boolean =>
      new RegExp(`npm (run )?${name}(?![\\w:-])`).test(where);
    const names = Object.keys(scripts).filter((name) => !/^(pre|post)/.test(name));
    const mentioned = names.filter((name) => mentions(text, name));
    // A script used by an explained script counts as explained.
    const unexplained = names.filter(
      (name) => !mentioned.some((other) => other === name || mentions(scripts[other] ?? '', name)),
    );
    expect(unexplained).toEqual([]);
  });

  it('link every recipe from the README', async () => {
    const readme = await readFile('README.md', 'utf8');
    for (const name of await readdir('docs/recipes')) expect(readme).toContain(`docs/recipes/${name}`);
  });
});
