/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All problems of the settings, one per line; a single one stays on the first line. None contains a value that could be secret. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['The settings are wrong:', ...problems].join(problems.length === 1 ? ' ' : '\n  '));
    this.name = 'SettingsError';
  }
}

/** Reads settings and collects all problems, so that an operator can correct them at once. */
export class SettingsReader {
  private readonly problems: string[] = [];
  private readonly read = new Set<string>();

  constructor(private readonly env: Environment) {}

  /** Whether `NODE_ENV` is `production`. */
  get isProduction(): boolean {
    return this.valueOf('NODE_ENV') === 'production';
  }

  /** Names of all settings that were read, whether they are set or not. */
  get names(): ReadonlySet<string> {
    return this.read;
  }

  /** An empty value counts as absent. */
  text(name: string, fallback: string): string {
    return this.valueOf(name) || fallback;
  }

  integer(
    name: string,
    fallback: number,
    { min, max }: { readonly min: number; readonly max: number },
  ): number {
    const text = this.text(name, String(fallback));
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    this.addProblem(name, !(value >= min && value <= max), `must be a whole number from ${min} to ${max}`);
    return value;
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[], fallback: NoInfer<Value>): Value {
    const value = values.find((candidate) => candidate === this.text(name, fallback));
    this.addProblem(name, value === undefined, `must be one of: ${values.join(' ')}`);
    return value ?? fallback;
  }

  onOff(name: string, fallback: boolean): boolean {
    return this.oneOf(name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
  }

  /**
   * Reads a setting with its own syntax.
   * @param parse receives the unchanged text (`undefined` when absent, `''` when empty); its errors must not contain
   *   secrets
   * @param fallback returned when `parse` throws, for checks that need a value until result() throws. @default undefined
   */
  parsed<Value>(name: string, parse: (text: string | undefined) => Value, fallback?: Value): Value {
    try {
      return parse(this.valueOf(name));
    } catch (error) {
      this.addProblem(name, true, error instanceof Error ? error.message : 'is wrong');
      return fallback as Value;
    }
  }

  /** Adds a problem when a setting without a safe default is absent or empty in production. */
  requireInProduction(name: string): void {
    this.addProblem(name, this.isProduction && !this.valueOf(name), 'must be set in production');
  }

  /** Adds a problem when `isWrong`. */
  addProblem(name: string, isWrong: boolean, problem: string): void {
    if (isWrong) this.addProblems([`${name}: ${problem}`]);
  }

  /** Adds complete lines, such as `METRIC_TOKEN: is not a setting`. */
  addProblems(lines: readonly string[]): void {
    this.problems.push(...lines);
  }

  get hasProblems(): boolean {
    return this.problems.length > 0;
  }

  /**
   * Returns `settings` if there are no problems.
   * @throws {SettingsError} with all problems
   */
  result<Value>(settings: Value): Value {
    if (this.hasProblems) throw new SettingsError(this.problems);
    return settings;
  }

  private valueOf(name: string): string | undefined {
    this.read.add(name);
    return this.env[name];
  }
}
