/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All problems of the settings, one per line. No line contains a value that could be secret. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['The settings are wrong:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'SettingsError';
  }
}

/** Reads settings and collects all problems, so that an operator can correct them at once. */
export class SettingsReader {
  private readonly problems: string[] = [];

  constructor(private readonly env: Environment) {}

  /** Whether `NODE_ENV` is `production`. */
  get isProduction(): boolean {
    return this.env['NODE_ENV'] === 'production';
  }

  /** An empty value counts as absent. */
  text(name: string, fallback: string): string {
    return this.env[name] || fallback;
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
   */
  parsed<Value>(name: string, parse: (text: string | undefined) => Value): Value {
    try {
      return parse(this.env[name]);
    } catch (error) {
      this.addProblem(name, true, error instanceof Error ? error.message : 'is wrong');
      // Never returned to a caller: result() throws.
      return undefined as Value;
    }
  }

  /** Adds a problem when a setting without a safe default is absent or empty in production. */
  requireInProduction(name: string): void {
    this.addProblem(name, this.isProduction && !this.env[name], 'must be set in production');
  }

  /** Adds a problem when `isWrong`. */
  addProblem(name: string, isWrong: boolean, problem: string): void {
    if (isWrong) this.problems.push(`${name}: ${problem}`);
  }

  /**
   * Returns `settings` if there are no problems.
   * @throws {SettingsError} with all problems
   */
  result<Value>(settings: Value): Value {
    if (this.problems.length > 0) throw new SettingsError(this.problems);
    return settings;
  }
}
