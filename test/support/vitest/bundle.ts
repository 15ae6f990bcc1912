import { bundle } from '../../../scripts/bundle.js';

/** Vitest global setup: bundles the browser scripts from the sources under test. */
export async function setup(): Promise<void> {
  await bundle();
}
