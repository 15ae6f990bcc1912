import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Journey } from '../programs/journey.js';
import type { Generator } from './generators.js';
import type { Mode } from './served-document.js';

const HERE = resolve('test/clients');
const PACKAGES = join(HERE, 'node_modules');
const run = promisify(execFile);

const COMPILER_OPTIONS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: [],
  // Declarations of packages are not made from the document.
  skipLibCheck: true,
};

/** A temporary folder with clients and programs, whose imports resolve to the packages of `test/clients`. */
export class Workspace {
  private constructor(readonly root: string) {}

  static async make(): Promise<Workspace> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'clients-')));
    await symlink(PACKAGES, join(root, 'node_modules'));
    await writeFile(join(root, 'package.json'), '{"type":"module"}');
    return new Workspace(root);
  }

  /** The folder of a client and of the program that uses it. */
  folder(generator: Generator, mode: Mode): string {
    return join(this.root, generator.name, mode);
  }

  /** Makes a client, and puts the program for servers of this mode beside it. */
  async generate(generator: Generator, mode: Mode, document: string): Promise<void> {
    const folder = this.folder(generator, mode);
    await mkdir(folder, { recursive: true });
    const bin = join(PACKAGES, '.bin', generator.bin);
    await run(bin, [...generator.args(document, join(folder, 'client'))], { cwd: folder });
    const program = mode === '200' ? `${generator.name}.status-200.ts` : `${generator.name}.ts`;
    await cp(join(HERE, 'programs', program), join(folder, 'program.ts'));
    await cp(join(HERE, 'programs/journey.ts'), join(folder, 'journey.ts'));
  }

  /** Compiles all clients and programs of a generator. @returns the errors */
  async compile({ name, unsupported }: Generator): Promise<string> {
    const folder = join(this.root, name);
    const options = { compilerOptions: { ...COMPILER_OPTIONS, ...unsupported } };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
    return run(process.execPath, [join(PACKAGES, 'typescript/bin/tsc'), '-p', '.'], { cwd: folder }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
  }

  /** Runs a program against a server. */
  async run(generator: Generator, mode: Mode, url: string): Promise<Journey> {
    const folder = this.folder(generator, mode);
    const outfile = join(folder, 'program.mjs');
    await build({
      entryPoints: [join(folder, 'program.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'silent',
    });
    const script = `process.stdout.write(JSON.stringify(await (await import('./program.mjs')).run('${url}')))`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    return JSON.parse(stdout) as Journey;
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}
