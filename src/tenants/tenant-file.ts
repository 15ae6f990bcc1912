import { readFile } from 'node:fs/promises';
import { parseYaml } from './parse-yaml.js';
import { resolveTenant } from './resolve-tenant.js';
import type { TenantRules } from './tenant-checks.js';
import { TenantFileError } from './tenant-file.error.js';
import { type TenantValidator, tenantValidator } from './tenant-schema.js';
import type { Tenant } from './tenant.js';

/** The YAML file that describes the tenants. */
export class TenantFile {
  private readonly validate: TenantValidator;

  constructor(
    readonly path: string,
    rules: TenantRules,
  ) {
    this.validate = tenantValidator(rules);
  }

  /** @throws {TenantFileError} when the file cannot be read, is no YAML, or breaks a rule: all of its problems at once */
  async read(): Promise<readonly Tenant[]> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new TenantFileError(this.path, [`cannot be read (${error.code ?? 'unknown'})`]);
    });
    return this.parse(text);
  }

  /** Every tenant of a file's text, disabled ones included. @throws {TenantFileError} as {@link read} */
  parse(text: string): readonly Tenant[] {
    const yaml = parseYaml(text);
    const result = 'problems' in yaml ? yaml : this.validate(yaml.data);
    if ('problems' in result) throw new TenantFileError(this.path, result.problems);
    return result.tenants.map(resolveTenant);
  }
}
