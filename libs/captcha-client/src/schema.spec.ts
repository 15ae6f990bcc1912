import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('has the types of the committed openapi.json (if not: npm run client)', async () => {
  const cli = 'node_modules/openapi-typescript/bin/cli.js';
  const generated = ['openapi.json', '--output', 'libs/captcha-client/src/schema.ts', '--check'];
  await expect(promisify(execFile)(process.execPath, [cli, ...generated])).resolves.toBeDefined();
});
