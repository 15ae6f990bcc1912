import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { applyStep, readRecipe } from './support/recipe.js';

describe('A purpose that is added to the file of a running server', () => {
  let root: string;
  let app: TestApp;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'purpose-'));
    await cp('config', join(root, 'config'), { recursive: true });
    app = await TestApp.start({ env: { TENANTS_FILE: join(root, 'config/tenants.yaml') } });
  });
  afterEach(async () => {
    await app.close();
    await rm(root, { recursive: true });
  });

  it('is served within two seconds, without a restart', async () => {
    const ask = async () => (await app.post(CAPTCHA, { use: 'closeAccount', type: 'image' })).body.code;
    expect(await ask()).toBe(100006);
    for (const step of await readRecipe('docs/recipes/add-a-purpose.md')) {
      if (step.kind !== 'run') await applyStep(root, step);
    }
    await vi.waitFor(async () => expect(await ask(), 'in time').toBe(1000007), {
      timeout: 2000,
      interval: 50,
    });
  });
});
