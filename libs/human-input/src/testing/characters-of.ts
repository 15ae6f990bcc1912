/** All characters of the engine's Unicode version that match, by code point. */
export function charactersOf(pattern: RegExp): string[] {
  return Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).filter((character) =>
    pattern.test(character),
  );
}
