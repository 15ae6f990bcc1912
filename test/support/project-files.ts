import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

/** One TypeScript file of the project, by its path from the root. */
export interface ProjectFile {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

/** Every TypeScript file under these folders, but for what is installed or built. */
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

/** What a file exports. */
export async function exportsOf({ path }: ProjectFile): Promise<Readonly<Record<string, unknown>>> {
  return (await import(/* @vite-ignore */ resolve(path))) as Readonly<Record<string, unknown>>;
}

/** `captcha-image.request` is `CaptchaImageRequest`. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
