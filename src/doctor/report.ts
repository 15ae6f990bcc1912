/** Writes the results of the doctor line by line, and counts the problems. */
export class Report {
  private problems = 0;
  private lines = 0;

  /** @param write gets one line without a line break */
  constructor(private readonly write: (line: string) => void) {}

  /** Begins a section. */
  about(section: string): void {
    this.print(section);
  }

  ok(what: string): void {
    this.print(`  ok     ${what}`);
  }

  /**
   * Adds a remark that does not affect the exit code.
   * @param advice what can be done about it. @default none
   */
  note(what: string, advice?: string): void {
    this.print(`  note   ${what}`);
    if (advice !== undefined) this.advise(advice);
  }

  /**
   * Adds a problem, or several with one remedy.
   * @param remedy what to do about it
   */
  wrong(what: string | readonly string[], remedy: string): void {
    const problems = typeof what === 'string' ? [what] : what;
    this.problems += problems.length;
    for (const problem of problems) this.print(`  WRONG  ${problem}`);
    this.advise(remedy);
  }

  /** Writes the summary. @returns the exit code: 0 without problems, else 1 */
  close(): 0 | 1 {
    if (this.lines > 0) {
      const count = this.problems === 1 ? '1 thing is' : `${this.problems} things are`;
      this.print(this.problems === 0 ? 'Everything is right.' : `${count} wrong.`);
    }
    return this.problems === 0 ? 0 : 1;
  }

  private advise(advice: string): void {
    this.print(`         → ${advice}`);
  }

  private print(line: string): void {
    this.lines++;
    this.write(line);
  }
}
