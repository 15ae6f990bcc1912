/** Problems of a page without the lines Chromium writes about every refusal that a test provokes. */
export function unexpectedProblems(problems: readonly string[]): readonly string[] {
  return problems.filter((problem) => !/the server responded with a status of (400|403|429)/.test(problem));
}
