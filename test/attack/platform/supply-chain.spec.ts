import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { declaredVersions, lockedPackages, workspaceFolders } from '../support/lockfile.js';

/** Oldest versions without known advisories for the functions that this service uses. */
const AT_LEAST: Readonly<Record<string, string>> = {
  // Quoted local parts and CRLF in addresses.
  nodemailer: '9.1.1',
  // isURL parsed the protocol wrongly (CVE-2025-56200).
  validator: '13.15.20',
  // Objects of unknown classes passed validation (CVE-2019-18413).
  'class-validator': '0.14.0',
};

/** Packages that work without their install script. */
const WITH_INSTALL_SCRIPT = {
  /** Reports installations to its vendor. */
  production: ['@scarf/scarf'],
  /** Replaces a Node program by its binary, to start faster. */
  development: ['esbuild'],
};

/** Of CycloneDX, what is asserted. */
interface Sbom {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly hashes?: readonly { readonly alg: string }[];
  }[];
}

const isAtLeast = (version: string, least: string): boolean => {
  const [a, b] = [version.split('.').map(Number), least.split('.').map(Number)];
  const differing = a.findIndex((part, i) => part !== b[i]);
  return differing < 0 || a[differing]! > b[differing]!;
};

describe('SEC-40: package.json', () => {
  it('of the project and of each lib has exact versions only', async () => {
    const folders = ['.', ...(await workspaceFolders())];
    expect(folders.length).toBeGreaterThan(9);
    for (const folder of folders) {
      const versions = await declaredVersions(join(folder, 'package.json'));
      if (folder === '.') expect(versions.length).toBeGreaterThan(40);
      // An override may name a direct dependency: "$typescript".
      expect(versions.filter((version) => !/^(\d+\.\d+\.\d+|\$\w+)$/.test(version))).toEqual([]);
    }
  });
});

describe('SEC-40: package-lock.json', () => {
  it('has a SHA-512 for each package, no source but registries, and links to the libs only', async () => {
    const packages = await lockedPackages();
    const links = packages.filter(({ isLink }) => isLink);
    expect(links.map(({ source }) => source).sort()).toEqual(await workspaceFolders());
    const copies = packages.filter(({ isLink }) => !isLink);
    expect(copies.length).toBeGreaterThan(500);
    expect(copies.filter(({ integrity }) => !/^sha512-[\w+/]{86}==$/.test(integrity))).toEqual([]);
    expect(copies.filter(({ source }) => source !== '' && !source.startsWith('https://'))).toEqual([]);
  });

  it.each(Object.entries(AT_LEAST))('resolves every copy of %s to %s or newer', async (name, least) => {
    const copies = (await lockedPackages()).filter((one) => one.name === name);
    expect(copies.length).toBeGreaterThan(0);
    expect(copies.filter(({ version }) => !isAtLeast(version, least))).toEqual([]);
  });

  it('has no package that needs its install script, and .npmrc runs none', async () => {
    expect((await readFile('.npmrc', 'utf8')).split('\n')).toContain('ignore-scripts=true');
    const scripted = (await lockedPackages()).filter(({ hasInstallScript }) => hasInstallScript);
    const namesOf = (isDevelopment: boolean) =>
      scripted.filter((one) => one.isDevelopment === isDevelopment).map(({ name }) => name);
    expect({ production: namesOf(false), development: namesOf(true) }).toEqual(WITH_INSTALL_SCRIPT);
  });
});

describe('SEC-40: npm sbom', () => {
  it('lists every production package with its hash', async () => {
    // Not with --omit=dev, which leaves out what a development package depends on, too, such as nodemailer.
    const { stdout } = await promisify(execFile)('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
      maxBuffer: 2 ** 26,
    });
    const { components } = JSON.parse(stdout) as Sbom;
    const hashed = components.filter(({ hashes }) => hashes?.[0]?.alg === 'SHA-512');
    const listed = new Set(hashed.map(({ name, version }) => `${name}@${version}`));
    const copies = (await lockedPackages()).filter(({ isLink }) => !isLink);
    const production = copies.filter(({ isDevelopment }) => !isDevelopment);
    expect(production.length).toBeGreaterThan(100);
    expect(
      production.map(({ name, version }) => `${name}@${version}`).filter((id) => !listed.has(id)),
    ).toEqual([]);
  });
});

describe('SEC-40: .ci, scripts and the image', () => {
  it('run no package of a version that is not pinned', async () => {
    const folders = await Promise.all(
      ['.ci', 'scripts', 'deploy'].map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
    );
    const files = folders.flat().filter((entry) => entry.isFile());
    const paths = [
      'Dockerfile',
      'package.json',
      ...files.map(({ parentPath, name }) => join(parentPath, name)),
    ];
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    const commands = texts.flatMap((text) => text.match(/\b(?:npx|npm (?:exec|x|i|install|add)) .*/g) ?? []);
    expect(commands.length).toBeGreaterThan(0);
    // --no runs installed packages only. The version of $node_package is that of the Dockerfile, which is exact.
    expect(commands.filter((command) => !/^npx (?:--no |-y "\$node_package")/.test(command))).toEqual([]);
    expect(texts.join('\n')).toMatch(/^node_package=.*@\$\(sed .* Dockerfile\)$/m);
  });
});
