/** The problems of a page without Chromium's console errors about the 400, 403 and 429 responses that a test provokes. */
export function unexpectedProblems(problems: readonly string[]): readonly string[] {
  return problems.filter((problem) => !/the server responded with a status of (400|403|429)/.test(problem));
}
