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
    super(`${file} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}
