import type { Environment } from './settings-reader.js';

/** Where the names of settings were written. */
export interface NameSources {
  /** The environment of the process, which has variables of other programs. */
  readonly environment: Environment;
  /** Names that only `.env` has. */
  readonly file: readonly string[];
}

/**
 * Lines for names that differ from a setting by a few characters ({@link tolerance}), without values. A name of the
 * environment has none if that setting is set there, too. Other names belong to other programs.
 * @param known names of all settings
 */
export function unknownNames({ environment, file }: NameSources, known: ReadonlySet<string>): string[] {
  const isSet = (name: string): boolean => environment[name] !== undefined;
  const lineFor = (name: string, isOfFile: boolean): string[] => {
    const meant = known.has(name) ? undefined : nearestName(name, known);
    if (!meant || (!isOfFile && isSet(meant))) return [];
    const question = `${name}: is not a setting, did you mean ${meant}?`;
    return [isOfFile ? question : `${question} If another program reads it, set ${meant} as well`];
  };
  return [
    ...Object.keys(environment)
      .filter(isSet)
      .flatMap((name) => lineFor(name, false)),
    ...file.flatMap((name) => lineFor(name, true)),
  ];
}

/** The setting whose name differs least, whatever the case; `undefined` when all differ by more than {@link tolerance}. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    // Names of different lengths differ by at least the difference of their lengths.
    if (Math.abs(candidate.length - name.length) > tolerance(candidate)) continue;
    const distance = editDistance(name.toUpperCase(), candidate);
    if (distance <= tolerance(candidate) && distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/**
 * Edits by which a misspelt name may differ: one in five characters, at most three. `HOST` and `PORT` have none: many
 * programs have variables that differ from them by one letter.
 */
function tolerance({ length }: string): number {
  return Math.min(3, Math.floor(length / 5));
}

/** Insertions, deletions, replacements and swaps of neighbours: Damerau-Levenshtein, as optimal string alignment. */
function editDistance(from: string, to: string): number {
  let [previous, current]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    const next = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next[column] = Math.min(
        current![column]! + 1,
        next[column - 1]! + 1,
        current![column - 1]! + (isSame ? 0 : 1),
        isSwap ? previous![column - 2]! + 1 : Infinity,
      );
    }
    [previous, current] = [current, next];
  }
  return current!.at(-1)!;
}
