/** Calls `make` with each index from 0 to `count - 1` and returns the results. */
export const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));
