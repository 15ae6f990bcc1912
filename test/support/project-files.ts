import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

/** A TypeScript file of the project; `path` is relative to the root, `name` has no extension. */
export interface ProjectFile {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

/** All TypeScript files in `folders`, except in node_modules and dist. */
export async function filesUnder(...folders: readonly string[]): Promise<readonly ProjectFile[]> {
  const found = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  );
  const paths = found
    .flat()
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path));
  return Promise.all(
    paths.map(async (path) => ({ path, name: basename(path, '.ts'), text: await readFile(path, 'utf8') })),
  );
}

/** Folders whose documents are not the project's. */
const FOREIGN = new Set(['node_modules', 'dist', '.git']);

/** All Markdown files in a folder, except the named ones. */
export async function documentsIn(
  folder: string,
  ...except: readonly string[]
): Promise<readonly Pick<ProjectFile, 'path' | 'text'>[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : documentsIn(path, ...except);
      const isDocument = entry.name.endsWith('.md') && !except.includes(entry.name);
      return isDocument ? [{ path, text: await readFile(path, 'utf8') }] : [];
    }),
  );
  return found.flat();
}

/** Folders and files that are built, installed or an operator's own (.gitignore). */
const UNTRACKED =
  /^(node_modules|dist|coverage|\.git|(secrets|settings)\.env|\.env\.local)$|\.(log|tsbuildinfo)$/;

/** All text files in a folder, whatever their format: sources, documents, settings, scripts. */
export async function textFilesIn(folder: string): Promise<readonly Pick<ProjectFile, 'path' | 'text'>[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !UNTRACKED.test(name))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return textFilesIn(path);
        const text = entry.isFile() ? await readFile(path, 'utf8') : '\0';
        return text.includes('\0') ? [] : [{ path, text }];
      }),
  );
  return found.flat();
}

/** Imports a file and returns its exports. */
export async function exportsOf({ path }: ProjectFile): Promise<Readonly<Record<string, unknown>>> {
  return (await import(/* @vite-ignore */ resolve(path))) as Readonly<Record<string, unknown>>;
}

/** Converts `captcha-image.request` to `CaptchaImageRequest`. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
