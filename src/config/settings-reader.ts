/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every problem of the settings, one line each. No line contains a value that could be secret. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['The settings are wrong:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'SettingsError';
  }
}

/** Reads settings one by one and collects every problem, so that an operator can correct all of them at once. */
export class SettingsReader {
  private readonly problems: string[] = [];

  constructor(private readonly env: Environment) {}

  /** Whether `NODE_ENV` is `production`. */
  get isProduction(): boolean {
    return this.env['NODE_ENV'] === 'production';
  }

  /** An empty value counts as absent. */
  text(name: string, preset: string): string {
    return this.env[name] || preset;
  }

  integer(
    name: string,
    preset: number,
    { min, max }: { readonly min: number; readonly max: number },
  ): number {
    const text = this.text(name, String(preset));
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    this.addProblem(name, !(value >= min && value <= max), `must be a whole number from ${min} to ${max}`);
    return value;
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[], preset: NoInfer<Value>): Value {
    const value = values.find((one) => one === this.text(name, preset));
    this.addProblem(name, value === undefined, `must be one of: ${values.join(' ')}`);
    return value ?? preset;
  }

  onOff(name: string, preset: boolean): boolean {
    return this.oneOf(name, ['on', 'off'], preset ? 'on' : 'off') === 'on';
  }

  /**
   * A setting with a grammar of its own.
   * @param parse gets the text as it is (`undefined` when absent, `''` when empty); its errors must not contain secrets
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

  /** A setting without a safe default: absent or empty is a problem in production. */
  requireInProduction(name: string): void {
    this.addProblem(name, this.isProduction && !this.env[name], 'must be set in production');
  }

  /** Records the problem when the condition holds. */
  addProblem(name: string, isWrong: boolean, problem: string): void {
    if (isWrong) this.problems.push(`${name}: ${problem}`);
  }

  /**
   * Returns the settings when all of them are right.
   * @throws {SettingsError} with every problem
   */
  result<Value>(settings: Value): Value {
    if (this.problems.length > 0) throw new SettingsError(this.problems);
    return settings;
  }
}
