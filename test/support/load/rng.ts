/** Returns an integer from 0 to below `limit`. */
export type Rng = (limit: number) => number;

/** A repeatable generator: the upper bits of a 32-bit LCG (Numerical Recipes, 3rd ed., §7.1). Not for secrets. */
export function seededRng(seed: number): Rng {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A copy in random order (Fisher–Yates). */
export function shuffle<Item>(items: readonly Item[], rng: Rng): Item[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = rng(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
