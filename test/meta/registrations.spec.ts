import { readdir } from 'node:fs/promises';
import type { ErrorDefinition } from '@system-management/envelope';
import { TRANSPORTS } from '@system-management/messaging';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { fieldErrorText, LANGUAGE_TAGS, textsOf } from '../../src/languages/index.js';
import { CAPTCHA_PROVIDERS } from '../../src/user/captcha/delivery/providers/index.js';
import { exportsOf, filesUnder, pascalCase } from '../support/project-files.js';

const ours = await filesUnder('src', 'libs', 'test');
const code = ours.filter(({ path }) => !path.startsWith('test/') && !/\.spec\.ts$|\/testing\//.test(path));
const isClass = (value: unknown): value is new () => object =>
  typeof value === 'function' && 'prototype' in value;

describe('ErrorDefinition', () => {
  const rows = async (): Promise<ErrorDefinition[]> => {
    const tables = await Promise.all(code.filter(({ name }) => name.endsWith('.errors')).map(exportsOf));
    return tables
      .flatMap((table) => Object.values(table))
      .flatMap((table) => Object.values(table as object) as ErrorDefinition[]);
  };

  it('has a name of its own, and a code of its own with its status', async () => {
    const all = await rows();
    expect(all.length).toBeGreaterThan(10);
    const repeated = (values: readonly string[]) =>
      values.filter((value, index) => values.indexOf(value) !== index);
    expect(repeated(all.map(({ name }) => name))).toEqual([]);
    expect(repeated(all.map(({ code, status }) => `${code} ${status}`))).toEqual([]);
    // The contract gives one code two statuses: 503, and 403 for a country that is not enabled.
    expect(repeated(all.map(({ code }) => String(code)))).toEqual(['100021']);
  });

  it('has a text in every language', async () => {
    const missing = (await rows()).flatMap(({ name, texts }) =>
      LANGUAGE_TAGS.filter(
        (tag) => !(texts?.[tag] ?? (textsOf(tag).errors as Record<string, string>)[name]),
      ).map((tag) => `${name} in ${tag}`),
    );
    expect(missing).toEqual([]);
  });

  it('has a description, a remedy and the status of a failure', async () => {
    for (const { name, description, remedy, status } of await rows()) {
      expect(
        [description, remedy].every((text) => text.endsWith('.')),
        name,
      ).toBe(true);
      expect(status >= 400 && status < 600, name).toBe(true);
    }
  });
});

describe('fieldErrorText(): a validation rule', () => {
  it('has a text in every request class', async () => {
    const files = ours.filter(({ name }) => /\.(request|query)$/.test(name));
    const classes = (await Promise.all(files.map(exportsOf)))
      .flatMap((file) => Object.values(file))
      .filter(isClass);
    expect(classes.length).toBeGreaterThan(2);
    const params = { min: 1, max: 2, values: 'a', other: 'y' };
    const unknown = fieldErrorText({ field: 'x', rule: 'unheardOf' }, 'en');
    for (const request of classes) {
      const rules = getMetadataStorage().getTargetValidationMetadatas(request, '', true, false);
      // IsOptional() is a condition, not a rule.
      for (const { name: rule, type } of rules)
        if (rule && type !== ValidationTypes.CONDITIONAL_VALIDATION)
          expect(fieldErrorText({ field: 'x', rule, params }, 'en'), request.name).not.toBe(unknown);
    }
  });
});

describe('CAPTCHA_PROVIDERS: a captcha type', () => {
  it('is listed as soon as there is a file for it', async () => {
    const files = code.filter(({ path, name }) => path.includes('/providers/') && name.endsWith('.provider'));
    const listed: readonly unknown[] = CAPTCHA_PROVIDERS;
    for (const file of files)
      expect(listed, file.path).toContain((await exportsOf(file))[pascalCase(file.name)]);
    expect(files).toHaveLength(listed.length);
  });

  it('uses the code policy for e-mail or SMS if it proves an account: the guess probability covers only these', () => {
    const proving = CAPTCHA_PROVIDERS.filter(({ requiresAccount }) => requiresAccount);
    for (const { type, policy } of proving) expect(['email', 'phone'], type).toContain(policy);
  });
});

describe('TRANSPORTS: a transport', () => {
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

describe('LANGUAGE_TAGS: a language', () => {
  it('is listed as soon as there is a file for it', async () => {
    const files = (await readdir('src/languages')).map((name) => name.replace(/\.ts$/, ''));
    const catalogues = files.filter((name) => !['index', 'language', 'languages.spec'].includes(name));
    expect(LANGUAGE_TAGS).toEqual(expect.arrayContaining(catalogues.filter((name) => isTag(name))));
    expect(catalogues).toEqual(expect.arrayContaining([...LANGUAGE_TAGS]));
  });

  const isTag = (name: string): boolean => /^[a-z]{2,3}(-[A-Z][A-Za-z]+)?$/.test(name);
});
