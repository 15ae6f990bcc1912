import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { applyStep, readRecipe } from './support/recipe.js';

describe('docs/recipes/add-a-purpose.md', () => {
  let root: string;
  let app: TestApp;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'purpose-'));
    await cp('config', join(root, 'config'), { recursive: true });
    app = await TestApp.start({ env: { TENANTS_FILE: join(root, 'config/tenants.demo.yaml') } });
  });
  afterEach(async () => {
    await app.close();
    await rm(root, { recursive: true });
  });

  it('adds a purpose to a running server within two seconds', async () => {
    const issue = async () => (await app.post(CAPTCHA, { use: 'closeAccount', type: 'image' })).body.code;
    expect(await issue()).toBe(100006);
    for (const step of await readRecipe('docs/recipes/add-a-purpose.md')) {
      if (step.kind !== 'run') await applyStep(root, step);
    }
    await vi.waitFor(async () => expect(await issue(), 'in time').toBe(1000007), {
      timeout: 2000,
      interval: 50,
    });
  });
});
