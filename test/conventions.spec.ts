import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommonErrors, type ErrorRow } from '@system-management/envelope';
import { getMetadataStorage } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { en } from '../src/languages/en.js';
import { CaptchaErrors } from '../src/user/captcha/captcha.errors.js';
import { IssueRequest } from '../src/user/captcha/dto/issue.request.js';
import { VerifyRequest } from '../src/user/captcha/dto/verify.request.js';
import { CAPTCHA_PROVIDERS } from '../src/user/captcha/providers/index.js';

const filesUnder = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/node_modules|dist/.test(path));

describe('The house', () => {
  it('gives every error a code of its own', () => {
    const codes = Object.values<ErrorRow>({ ...CommonErrors, ...CaptchaErrors }).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('has words for every validation rule of every request', () => {
    for (const request of [IssueRequest, VerifyRequest]) {
      const rules = getMetadataStorage().getTargetValidationMetadatas(request, '', true, false);
      for (const { name } of rules) if (name) expect(Object.keys(en.rules)).toContain(name);
    }
  });

  it('never lets a lib import the application', async () => {
    for (const file of await filesUnder('libs')) {
      expect(await readFile(file, 'utf8'), file).not.toMatch(/from '(\.\.\/)+(src|test)\//);
    }
  });

  it('enters a lib by its index only, or by its test kit', async () => {
    for (const file of [
      ...(await filesUnder('src')),
      ...(await filesUnder('libs')),
      ...(await filesUnder('test')),
    ]) {
      expect(await readFile(file, 'utf8'), file).not.toMatch(
        /from '@system-management\/[\w-]+\/(?!testing')/,
      );
    }
  });

  it('lists every captcha provider there is a file for', async () => {
    const files = (await filesUnder('src/user/captcha/providers')).filter((file) =>
      /\w\.provider\.ts$/.test(file),
    );
    expect(files).toHaveLength(CAPTCHA_PROVIDERS.length);
  });

  it('reads the environment in one file only', async () => {
    const readers: string[] = [];
    for (const file of await filesUnder('src')) {
      if ((await readFile(file, 'utf8')).includes('process.env')) readers.push(file);
    }
    expect(readers.filter((file) => !file.endsWith('.spec.ts'))).toEqual([join('src', 'app.config.ts')]);
  });
});
