import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const EXCLUDED: ReadonlySet<string> = new Set(['node_modules', 'dist', '.git', 'coverage']);

/** Output (stdout, then stderr) and exit code of a command. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** A copy of the project in a temporary folder, with linked dependencies and its own workspaces. */
export class ProjectCopy {
  private constructor(readonly root: string) {}

  static async make(): Promise<ProjectCopy> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'recipe-')));
    await cp('.', root, {
      recursive: true,
      filter: (source) => source === '.' || !EXCLUDED.has(basename(source)),
    });
    await linkPackages(root);
    return new ProjectCopy(root);
  }

  /** Runs shell commands in the copy, with the `node_modules/.bin` of the copy in PATH and without the test environment. */
  async run(commands: string): Promise<CommandResult> {
    const { CI: _, TEST_PROFILE: __, TEST_TIMES: ___, VITEST: ____, NODE_ENV: _____, ...env } = process.env;
    const child = spawn('sh', ['-e', '-c', commands], {
      cwd: this.root,
      env: { ...env, PATH: `${join(this.root, 'node_modules/.bin')}:${process.env['PATH']}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output: (await stdout) + (await stderr) };
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

async function linkPackages(root: string): Promise<void> {
  const [from, to] = [resolve('node_modules'), join(root, 'node_modules')];
  await mkdir(join(to, '@system-management'), { recursive: true });
  for (const name of await readdir(from)) {
    if (name === '@system-management' || (name.startsWith('.') && name !== '.bin')) continue;
    await symlink(join(from, name), join(to, name));
  }
  for (const lib of await readdir(join(root, 'libs'), { withFileTypes: true })) {
    if (!lib.isDirectory()) continue;
    await symlink(join(root, 'libs', lib.name), join(to, '@system-management', lib.name));
    const nested = resolve('libs', lib.name, 'node_modules');
    await symlink(nested, join(root, 'libs', lib.name, 'node_modules'));
  }
}
