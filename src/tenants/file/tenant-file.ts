import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { GlobalLimits } from '../limits.js';
import { renameOldKeys } from './old-keys.js';
import { parseYaml } from './parse-yaml.js';
import { type RawTenant, resolveTenant } from './resolve-tenant.js';
import type { TenantRules } from './tenant-checks.js';
import { TenantFileError } from './tenant-file.error.js';
import { type TenantValidator, tenantValidator } from './tenant-schema.js';
import type { Tenant } from '../tenant.js';

/** Content of a tenant file. */
export interface TenantFileContent {
  readonly global: GlobalLimits;
  /** Including disabled ones. */
  readonly tenants: readonly Tenant[];
  /** Keys of earlier files and what replaces them, one line each, without values of the file. */
  readonly warnings: readonly string[];
}

/** The YAML file that describes the tenants. */
export class TenantFile {
  private readonly validate: TenantValidator;

  constructor(
    readonly path: string,
    private readonly rules: TenantRules,
  ) {
    this.validate = tenantValidator(rules);
  }

  /** @throws {TenantFileError} with all problems, when the file cannot be read, is not YAML, or breaks a rule */
  async read(): Promise<TenantFileContent> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => this.failToRead(error));
    return this.parse(text);
  }

  /** What {@link read} would throw now, read synchronously: for the start of the process only. */
  problems(): readonly string[] {
    try {
      this.parse(this.readNow());
      return [];
    } catch (error) {
      if (error instanceof TenantFileError) return error.problems;
      throw error;
    }
  }

  /** Like {@link read}, for the text of the file. @throws {TenantFileError} like {@link read} */
  parse(text: string): TenantFileContent {
    const yaml = parseYaml(text);
    if ('problems' in yaml) throw new TenantFileError(this.path, yaml.problems);
    const oldKeys = renameOldKeys(yaml.data);
    const result = this.validate(yaml.data);
    if ('problems' in result || oldKeys.problems.length > 0) {
      const ofSchema = 'problems' in result ? result.problems.map(oldKeys.asWritten) : [];
      const problems = [...oldKeys.problems, ...ofSchema];
      throw new TenantFileError(this.path, [...problems, ...this.problemsBeside(problems, yaml.data)]);
    }
    const tenants = result.tenants.map(resolveTenant);
    const problems = tenants.flatMap((tenant, i) => this.problemsOf(tenant, i));
    if (problems.length > 0) throw new TenantFileError(this.path, problems);
    return { global: Object.freeze(result.global), tenants, warnings: oldKeys.warnings };
  }

  private readNow(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      return this.failToRead(error);
    }
  }

  private failToRead(error: unknown): never {
    const { code } = error as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'it does not exist' : `it cannot be read (${code ?? 'unknown'})`;
    throw new TenantFileError(this.path, [`${problem}: set TENANTS_FILE to the path of the tenants file`]);
  }

  /**
   * Problems of the tenants that have none of these, so that one message has all: Ajv has validated them, and filled in
   * their defaults.
   */
  private problemsBeside(problems: readonly string[], data: unknown): string[] {
    const { tenants } = (data ?? {}) as { tenants?: unknown };
    if (!Array.isArray(tenants)) return [];
    return tenants.flatMap((tenant: RawTenant, i) =>
      problems.some((problem) => problem.startsWith(`tenants[${i}]`))
        ? []
        : this.problemsOf(resolveTenant(tenant), i),
    );
  }

  /** Problems that depend on the merged policy. */
  private problemsOf(tenant: Tenant, index: number): string[] {
    const { checkPolicy, checkTenant } = this.rules;
    const { policy, templates } = tenant;
    return [
      ...checkPolicy(policy).map((problem) => `policy: ${problem}`),
      ...Object.keys(templates)
        .filter((use) => !(use in policy.purposes))
        .map((use) => `templates.${use}: is not one of policy.purposes`),
      ...(checkTenant?.(tenant) ?? []),
    ].map((problem) => `tenants[${index}].${problem}`);
  }
}
