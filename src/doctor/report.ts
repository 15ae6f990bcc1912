/** What a doctor found, line by line, and whether any of it is wrong. */
export class Report {
  private mistakes = 0;
  private lines = 0;

  /** @param write takes one line without its end */
  constructor(private readonly write: (line: string) => void) {}

  /** Begins a part of the report. */
  about(part: string): void {
    this.print(part);
  }

  ok(what: string): void {
    this.print(`  ok     ${what}`);
  }

  /** Worth knowing, and not wrong. */
  note(what: string): void {
    this.print(`  note   ${what}`);
  }

  /** @param remedy what to do about it */
  wrong(what: string, remedy?: string): void {
    this.mistakes++;
    this.print(`  WRONG  ${what}`);
    if (remedy !== undefined) this.print(`         → ${remedy}`);
  }

  /** Ends the report. @returns the exit code: 0 when nothing is wrong, else 1 */
  close(): 0 | 1 {
    if (this.lines > 0) {
      const many = this.mistakes === 1 ? '1 thing is' : `${this.mistakes} things are`;
      this.print(this.mistakes === 0 ? 'Everything is right.' : `${many} wrong.`);
    }
    return this.mistakes === 0 ? 0 : 1;
  }

  private print(line: string): void {
    this.lines++;
    this.write(line);
  }
}
