/** A whole number from 0 to below `limit`. */
export type Rng = (limit: number) => number;

/** Repeatable draws: a 32-bit linear congruential generator (Numerical Recipes, 3rd ed., §7.1), its upper bits. */
export function drawFrom(seed: number): Rng {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** In an order that the draws decide (Fisher–Yates). */
export function shuffled<Item>(items: readonly Item[], draw: Rng): Item[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = draw(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
