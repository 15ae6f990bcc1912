/** A tenant file that cannot be used, with all of its problems. No message contains a value of the file. */
export class TenantFileError extends Error {
  override readonly name = 'TenantFileError';

  /**
   * @param file the path as configured
   * @param problems lines such as `tenants[1].policy.email.lifetime: must be <= 600`
   */
  constructor(
    readonly file: string,
    readonly problems: readonly string[],
  ) {
    // One problem stays on the line.
    super([`${file} cannot be used:`, ...problems].join(problems.length === 1 ? ' ' : '\n  '));
  }
}
