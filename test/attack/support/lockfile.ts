import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A copy of a package that `npm ci` installs. */
export interface LockedPackage {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** Subresource integrity, such as `sha512-…`; empty if there is none. */
  readonly integrity: string;
  /** Where it comes from; empty for the registry that npm is set to. A link's is the folder of the workspace. */
  readonly source: string;
  readonly isLink: boolean;
  /** Whether only development packages depend on it. */
  readonly isDevelopment: boolean;
  readonly hasInstallScript: boolean;
}

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

/** Every copy of every package in package-lock.json; the workspaces as links. */
export async function lockedPackages(): Promise<readonly LockedPackage[]> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as { packages: Record<string, Entry> };
  return Object.entries(lock.packages)
    .filter(([path]) => path.includes('node_modules/'))
    .map(([path, entry]) => ({
      path,
      name: path.replace(/^.*node_modules\//, ''),
      version: entry.version ?? '',
      integrity: entry.integrity ?? '',
      source: entry.resolved ?? '',
      isLink: entry.link ?? false,
      isDevelopment: entry.dev ?? false,
      hasInstallScript: entry.hasInstallScript ?? false,
    }));
}

/** The folders of the workspaces, `libs/…`, in alphabetical order. */
export async function workspaceFolders(): Promise<readonly string[]> {
  const entries = await readdir('libs', { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join('libs', name))
    .sort();
}

/** `overrides` nests; a leaf is a version, or `$name` for that of a direct dependency. */
interface Overrides {
  readonly [name: string]: string | Overrides;
}

/** The versions of all dependencies and overrides in a package.json. */
export async function declaredVersions(file: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, Overrides | undefined>;
  const groups = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'overrides'];
  return groups.flatMap((group) => leavesOf(manifest[group] ?? {}));
}

function leavesOf(overrides: Overrides): readonly string[] {
  return Object.values(overrides).flatMap((one) => (typeof one === 'string' ? [one] : leavesOf(one)));
}
