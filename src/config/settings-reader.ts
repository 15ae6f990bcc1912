/** All that is wrong with the settings, one line each; it never contains a value that could be secret. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['The settings are wrong:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'SettingsError';
  }
}

/** Reads settings one by one and collects every problem, so that an operator mends them in one go. */
export class SettingsReader {
  private readonly problems: string[] = [];

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

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

  /**
   * A setting with a grammar of its own.
   * @param parse gets the text as it is (`undefined` when absent, `''` when empty) and throws in words without secrets
   */
  parsed<Value>(name: string, parse: (text: string | undefined) => Value): Value {
    try {
      return parse(this.env[name]);
    } catch (error) {
      this.addProblem(name, true, error instanceof Error ? error.message : 'is wrong');
      // Never seen: settled() throws.
      return undefined as Value;
    }
  }

  /** Records a problem where there is one. */
  addProblem(name: string, isWrong: boolean, problem: string): void {
    if (isWrong) this.problems.push(`${name}: ${problem}`);
  }

  /**
   * What was read, if all of it was right.
   * @throws {SettingsError} with every problem
   */
  result<Value>(settings: Value): Value {
    if (this.problems.length > 0) throw new SettingsError(this.problems);
    return settings;
  }
}
