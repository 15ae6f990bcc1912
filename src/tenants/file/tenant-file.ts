import { readFile } from 'node:fs/promises';
import type { GlobalLimits } from '../limits.js';
import { parseYaml } from './parse-yaml.js';
import { resolveTenant } from './resolve-tenant.js';
import type { TenantRules } from './tenant-checks.js';
import { TenantFileError } from './tenant-file.error.js';
import { type TenantValidator, tenantValidator } from './tenant-schema.js';
import type { Tenant } from '../tenant.js';

/** Content of a tenant file. */
export interface TenantFileContent {
  readonly global: GlobalLimits;
  /** Including disabled ones. */
  readonly tenants: readonly Tenant[];
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
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new TenantFileError(this.path, [`cannot be read (${error.code ?? 'unknown'})`]);
    });
    return this.parse(text);
  }

  /** Like {@link read}, for the text of the file. @throws {TenantFileError} like {@link read} */
  parse(text: string): TenantFileContent {
    const yaml = parseYaml(text);
    const result = 'problems' in yaml ? yaml : this.validate(yaml.data);
    if ('problems' in result) throw new TenantFileError(this.path, result.problems);
    const tenants = result.tenants.map(resolveTenant);
    const problems = tenants.flatMap((tenant, i) =>
      this.problemsOf(tenant).map((problem) => `tenants[${i}].${problem}`),
    );
    if (problems.length > 0) throw new TenantFileError(this.path, problems);
    return { global: Object.freeze(result.global), tenants };
  }

  /** Problems that depend on the merged policy. */
  private problemsOf(tenant: Tenant): string[] {
    const { checkPolicy, checkTenant } = this.rules;
    const { policy, templates } = tenant;
    return [
      ...checkPolicy(policy).map((problem) => `policy: ${problem}`),
      ...Object.keys(templates)
        .filter((use) => !(use in policy.purposes))
        .map((use) => `templates.${use}: is not one of policy.purposes`),
      ...(checkTenant?.(tenant) ?? []),
    ];
  }
}
