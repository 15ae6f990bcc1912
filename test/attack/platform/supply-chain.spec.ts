import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

/** Oldest versions without known advisories for the functions that this service uses. */
const AT_LEAST: Readonly<Record<string, string>> = {
  // Quoted local parts and CRLF in addresses.
  nodemailer: '9.1.1',
  // isURL parsed the protocol wrongly (CVE-2025-56200).
  validator: '13.15.20',
  // Objects of unknown classes passed validation (CVE-2019-18413).
  'class-validator': '0.14.0',
};

const parts = (version: string): number[] => version.split('.').map(Number);
const isAtLeast = (version: string, least: string): boolean => {
  const [a, b] = [parts(version), parts(least)];
  const differing = a.findIndex((part, i) => part !== b[i]);
  return differing < 0 || a[differing]! > b[differing]!;
};

it('SEC-40: package-lock.json has an integrity hash for each package and no version with a known advisory, and .npmrc disables install scripts', async () => {
  const settings = (await readFile('.npmrc', 'utf8')).split('\n');
  expect(settings).toContain('ignore-scripts=true');
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string; link?: boolean }>;
  };
  const installed = Object.entries(lock.packages).filter(([path]) => path.includes('node_modules/'));
  const unhashed = installed.filter(([, { link, integrity }]) => !link && !integrity).map(([path]) => path);
  expect(unhashed).toEqual([]);
  for (const [name, least] of Object.entries(AT_LEAST)) {
    const versions = installed
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, { version }]) => version!);
    expect(versions.length, name).toBeGreaterThan(0);
    expect(
      versions.filter((version) => !isAtLeast(version, least)),
      name,
    ).toEqual([]);
  }
});

it('SEC-40: package.json has exact versions only', async () => {
  const { dependencies, devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(ranges).toEqual([]);
});
