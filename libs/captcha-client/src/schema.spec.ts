import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

describe('schema.ts', () => {
  it('is generated from the committed openapi.json (if not: npm run client)', async () => {
    const cli = 'node_modules/openapi-typescript/bin/cli.js';
    const args = ['openapi.json', '--output', 'libs/captcha-client/src/schema.ts', '--check'];
    await expect(promisify(execFile)(process.execPath, [cli, ...args])).resolves.toBeDefined();
  });
});
