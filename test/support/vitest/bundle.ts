import { bundle } from '../../../scripts/bundle.js';

/** Before the first test: what browsers load is made from the sources under test. */
export async function setup(): Promise<void> {
  await bundle();
}
