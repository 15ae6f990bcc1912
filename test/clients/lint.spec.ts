import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_STATUSES, ServedDocument } from './support/served-document.js';
import { Workspace } from './support/workspace.js';

interface Finding {
  readonly tool: string;
  readonly rule: string;
  readonly message: string;
  /** JSON pointer. */
  readonly at: string;
}

describe('openapi.json', () => {
  let workspace: Workspace;
  const findings = new Map<string, readonly Finding[]>();

  beforeAll(async () => {
    workspace = await Workspace.make();
    const files = new Map([['committed', 'openapi.json']]);
    for (const mode of ERROR_STATUSES) {
      const server = await ServedDocument.start(mode, workspace.root);
      const chinese = join(workspace.root, `${mode}.zh-CN.json`);
      await writeFile(chinese, await server.text('?lang=zh-CN'));
      files.set(`served in mode ${mode}`, server.file).set(`served in mode ${mode}, in Chinese`, chinese);
      await server.stop();
    }
    const args = ['test/clients/support/lint.mjs', ...files.values()];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const byFile = JSON.parse(stdout) as Record<string, Finding[]>;
    for (const [name, file] of files) findings.set(name, byFile[file]!);
  });
  afterAll(() => workspace.remove());

  it.each([
    'committed',
    ...ERROR_STATUSES.flatMap((mode) => [`served in mode ${mode}`, `served in mode ${mode}, in Chinese`]),
  ])('%s, has no error and no warning of Spectral (spectral:oas) and Redocly (recommended)', (name) => {
    // With ERROR_STATUS=200 no operation has a 4XX response.
    const exempt = name.includes('mode 200') ? ['operation-4xx-response'] : [];
    expect(findings.get(name)!.filter(({ rule }) => !exempt.includes(rule))).toEqual([]);
  });
});
