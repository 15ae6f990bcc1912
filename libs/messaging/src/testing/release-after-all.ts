import { afterAll } from 'vitest';

/**
 * For what concurrent tests start: they share `onTestFinished()`, so it would stop what another test uses.
 * @returns registers a function that runs after all tests of the suite that calls this, the last registered first
 */
export function releaseAfterAll(): (release: () => unknown) => void {
  const releases: (() => unknown)[] = [];
  afterAll(async () => {
    for (const release of releases.splice(0).reverse()) await release();
  });
  return (release) => void releases.push(release);
}
