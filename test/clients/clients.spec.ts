import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GENERATORS } from './support/generators.js';
import { ERROR_STATUSES, type Mode, ServedDocument } from './support/served-document.js';
import { Workspace } from './support/workspace.js';

const served = new Map<Mode, ServedDocument>();
let workspace: Workspace;
beforeAll(async () => {
  workspace = await Workspace.make();
  for (const mode of [...ERROR_STATUSES, 'success-200'] as const)
    served.set(mode, await ServedDocument.start(mode, workspace.root));
});
afterAll(async () => {
  for (const server of served.values()) await server.stop();
  await workspace.remove();
});

describe.each(GENERATORS)('/openapi.json, as $name makes a client of it', (generator) => {
  const modes: readonly Mode[] = generator.validates ? [...ERROR_STATUSES, 'success-200'] : ERROR_STATUSES;
  beforeAll(async () => {
    await Promise.all(modes.map((mode) => workspace.generate(generator, mode, served.get(mode)!.file)));
  });

  it('compiles strictly, together with a program that narrows failures by `code` without casts', async () => {
    expect(await workspace.compile(generator)).toBe('');
  });

  it.each(modes)('works on a server in mode %s', async (mode) => {
    const { url } = served.get(mode)!;
    expect(await workspace.run(generator, mode, url)).toEqual({
      ticket: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
      wrong: 1000005,
      field: 'account',
      url: expect.stringMatching(/^data:image\/png;base64,/) as string,
    });
  });

  if (generator.validates) {
    it('accepts whole numbers only', async () => {
      const text = await sources(workspace.folder(generator, 'semantic'));
      expect(text).toContain('expire: z.number().int()');
      expect(text).not.toMatch(/z\.number\(\)(?!\.int\(\))/);
    });
  }

  it('has the names of the document, and none that the generator made up', async () => {
    const text = await sources(workspace.folder(generator, 'semantic'));
    for (const name of ['issueCaptcha', 'verifyCaptcha', 'ParameterError', 'NeedImgCaptcha', 'Frequent'])
      expect(text).toContain(name);
    expect(text).not.toMatch(/issue0|InlineResponse|CaptchaController|\bResponse\d/);
  });
});

/** The text of all files of a client. */
async function sources(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const clients = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.includes('client'));
  return (await Promise.all(clients.map((path) => readFile(path, 'utf8')))).join('\n');
}
