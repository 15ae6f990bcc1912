import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorDefinition } from '@system-management/envelope';
import { TRANSPORTS } from '@system-management/messaging';
import { getMetadataStorage } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS, fieldErrorText, textsOf } from '../../src/languages/index.js';
import { CAPTCHA_PROVIDERS } from '../../src/user/captcha/delivery/providers/index.js';
import { exportsOf, filesUnder, pascalCase, type ProjectFile } from '../support/project-files.js';

const ours = await filesUnder('src', 'libs', 'test');
const code = ours.filter(({ path }) => !path.startsWith('test/') && !/\.spec\.ts$|\/testing\//.test(path));
const pathsOf = (files: readonly ProjectFile[]): string[] => files.map(({ path }) => path);
const withText = (files: readonly ProjectFile[], pattern: RegExp): string[] =>
  pathsOf(files.filter(({ text }) => pattern.test(text)));
const isClass = (value: unknown): value is new () => object =>
  typeof value === 'function' && 'prototype' in value;

/** The words that end a file's name and a class's, and say what the class is for. */
const CLASS_ROLES =
  /\.(controller|service|module|provider|transport|store|guard|filter|interceptor|pipe|registry|request|response|query)$/;

describe('An error', () => {
  const rows = async (): Promise<ErrorDefinition[]> => {
    const tables = await Promise.all(code.filter(({ name }) => name.endsWith('.errors')).map(exportsOf));
    return tables
      .flatMap((table) => Object.values(table))
      .flatMap((table) => Object.values(table as object) as ErrorDefinition[]);
  };

  it('has a code and a name of its own', async () => {
    const all = await rows();
    expect(all.length).toBeGreaterThan(10);
    for (const key of ['code', 'name'] as const) {
      const values = all.map((row) => row[key]);
      expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
    }
  });

  it('has a text in every language', async () => {
    const missing = (await rows()).flatMap(({ name, texts }) =>
      LANGUAGE_TAGS.filter(
        (tag) => !(texts?.[tag] ?? (textsOf(tag).errors as Record<string, string>)[name]),
      ).map((tag) => `${name} in ${tag}`),
    );
    expect(missing).toEqual([]);
  });

  it('says when it happens and what to do, and is an HTTP failure', async () => {
    for (const { name, description, remedy, status } of await rows()) {
      expect(
        [description, remedy].every((text) => text.endsWith('.')),
        name,
      ).toBe(true);
      expect(status >= 400 && status < 600, name).toBe(true);
    }
  });
});

describe('A validation rule', () => {
  it('has its words, whichever request it is in', async () => {
    const files = ours.filter(({ name }) => /\.(request|query)$/.test(name));
    const classes = (await Promise.all(files.map(exportsOf)))
      .flatMap((file) => Object.values(file))
      .filter(isClass);
    expect(classes.length).toBeGreaterThan(2);
    const unknown = fieldErrorText({ field: 'x', rule: 'unheardOf' }, 'en');
    for (const request of classes) {
      const rules = getMetadataStorage().getTargetValidationMetadatas(request, '', true, false);
      for (const { name: rule } of rules)
        if (rule) expect(fieldErrorText({ field: 'x', rule }, 'en'), request.name).not.toBe(unknown);
    }
  });
});

describe('A captcha type', () => {
  it('is listed as soon as there is a file for it', async () => {
    const files = code.filter(({ path, name }) => path.includes('/providers/') && name.endsWith('.provider'));
    const listed: readonly unknown[] = CAPTCHA_PROVIDERS;
    for (const file of files)
      expect(listed, file.path).toContain((await exportsOf(file))[pascalCase(file.name)]);
    expect(files).toHaveLength(listed.length);
  });

  it('that proves an account follows a code policy that the chance of guessing is computed from', () => {
    const proving = CAPTCHA_PROVIDERS.filter(({ requiresAccount: requiresAccount }) => requiresAccount);
    for (const { type, policy } of proving) expect(['email', 'phone'], type).toContain(policy);
  });
});

describe('A transport', () => {
  it('is listed as soon as there is a file for it', async () => {
    const files = code.filter(
      ({ path, name }) => path.includes('/transports/') && name.endsWith('.transport'),
    );
    const listed: readonly unknown[] = TRANSPORTS;
    for (const file of files)
      expect(listed, file.path).toContain((await exportsOf(file))[pascalCase(file.name)]);
    expect(files).toHaveLength(listed.length);
  });
});

describe('A language', () => {
  it('is listed as soon as there is a file for it', async () => {
    const files = (await readdir('src/languages')).map((name) => name.replace(/\.ts$/, ''));
    const catalogues = files.filter((name) => !['index', 'language', 'languages.spec'].includes(name));
    expect(LANGUAGE_TAGS).toEqual(expect.arrayContaining(catalogues.filter((name) => isTag(name))));
    expect(catalogues).toEqual(expect.arrayContaining([...LANGUAGE_TAGS]));
  });

  const isTag = (name: string): boolean => /^[a-z]{2,3}(-[A-Z][A-Za-z]+)?$/.test(name);
});

describe('A package', () => {
  it('is entered by what it exports, not by a path into it', () => {
    const packages =
      /(from |import\()'(@nestjs\/[\w-]+|class-validator|class-transformer|fastify|rxjs|ioredis)\/(?!operators)/;
    expect(withText(ours, packages)).toEqual([]);
    expect(withText(ours, /\.listeners\(|Reflect\.getMetadata\(('|[A-Z_]+_METADATA)/)).toEqual([]);
  });
});

describe('A lib', () => {
  it('never imports the application', () => {
    const libs = ours.filter(({ path }) => path.startsWith('libs/'));
    expect(withText(libs, /from '(\.\.\/)+src\//)).toEqual([]);
    // Specs and test kits may import these three helpers, which import nothing of the application.
    expect(withText(libs, /from '(\.\.\/)+test\/(?!support\/(vitest\/(profile|times)|wait)\.js')/)).toEqual(
      [],
    );
    expect(withText(code, /from '(\.\.\/)+test\//)).toEqual([]);
  });

  it('is entered by its index only, or by its test kit', () => {
    expect(withText(ours, /from '@system-management\/[\w-]+\/(?!testing')/)).toEqual([]);
    // Of libs by a path: what walks the project may, nobody else.
    expect(withText(code, /from '(\.\.\/)+libs\//)).toEqual([]);
  });

  it('keeps its test kit out of what is shipped', () => {
    expect(withText(code, /from '[^']*\/testing(\/[^']*)?'/)).toEqual([]);
  });

  it('has a README, an index, and a package.json that says what it is', async () => {
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

describe('A file', () => {
  it('is named in small letters, noun first and role last', () => {
    // Language catalogues are named by their tags.
    const named = ours.filter(({ path }) => !path.startsWith('src/languages/'));
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

  it('stands in no folder that would take anything', () => {
    const drawers = /(^|\/)(common|shared|utils?|core|helpers?|misc|lib)\//;
    expect(pathsOf(ours.filter(({ path }) => drawers.test(path)))).toEqual([]);
  });

  it('exports by name', () => {
    const demanded = /\.(config|reporter)\.ts$/;
    expect(withText(ours, /^export default/m).filter((path) => !demanded.test(path))).toEqual([]);
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
    expect(withText(application, /process\.env/)).toEqual([
      'src/config/app-config.module.ts',
      'src/config/define-config.ts',
      'src/config/host-config.module.ts',
    ]);
  });

  it('of tests leaves none out', () => {
    expect(
      withText(ours, /\b(it|test|describe)\.(only|skip|todo)\(/).filter((path) => path.endsWith('.spec.ts')),
    ).toEqual([]);
  });
});

describe('What is written for people', () => {
  it('numbers every decision once, in its name and in its title', async () => {
    const names = (await readdir('docs/adr')).filter((name) => /^\d/.test(name));
    const numbers = names.map((name) => Number(name.slice(0, 4)));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const [index, name] of names.entries()) {
      const title = (await readFile(join('docs/adr', name), 'utf8')).split('\n')[0];
      expect(title, name).toMatch(new RegExp(`^# ${numbers[index]}\\. \\w`));
    }
  });

  it('explains every npm script', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const text = (await readFile('README.md', 'utf8')) + (await readFile('CONTRIBUTING.md', 'utf8'));
    const mentions = (where: string, name: string): boolean =>
      new RegExp(`npm (run )?${name}(?![\\w:-])`).test(where);
    const names = Object.keys(scripts).filter((name) => !/^(pre|post)/.test(name));
    const told = names.filter((name) => mentions(text, name));
    // What a script is made of is explained with it.
    const unexplained = names.filter(
      (name) => !told.some((other) => other === name || mentions(scripts[other] ?? '', name)),
    );
    expect(unexplained).toEqual([]);
  });

  it('leads to every recipe', async () => {
    const readme = await readFile('README.md', 'utf8');
    for (const name of await readdir('docs/recipes')) expect(readme).toContain(`docs/recipes/${name}`);
  });
});
