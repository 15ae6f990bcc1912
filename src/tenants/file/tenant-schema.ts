import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { describeSchemaError } from './describe-schema-error.js';
import type { GlobalLimits } from '../limits.js';
import type { RawTenant } from './resolve-tenant.js';
import { type TenantRules, tenantChecks } from './tenant-checks.js';

/** A tenant file that matches the schema, with defaults filled in. */
export interface RawTenants {
  readonly global: GlobalLimits;
  readonly tenants: readonly RawTenant[];
}

/** Validates the data and fills in defaults. @returns the tenants, or all problems without values of the file */
export type TenantValidator = (data: unknown) => RawTenants | { readonly problems: readonly string[] };

/** `src` and `dist` have the same depth, so the path is valid in both. */
const SCHEMA = new URL('../../../config/tenants.schema.json', import.meta.url);

/** Creates a validator from `config/tenants.schema.json` and {@link tenantChecks}. */
export function tenantValidator(rules: TenantRules): TenantValidator {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true });
  // Texts of editors. `describeSchemaError()` uses that of a pattern that does not match, too.
  ajv.addVocabulary(['patternErrorMessage', 'deprecationMessage']);
  const checks = tenantChecks(rules);
  ajv.addKeyword({
    keyword: 'check',
    schemaType: 'array',
    metaSchema: { items: { enum: Object.keys(checks) } },
    errors: true,
    compile: (names: string[]) => {
      const validate: DataValidation = (value) => {
        validate.errors = names
          .flatMap((name) => checks[name]?.(value) ?? [])
          .map((message) => ({ message }));
        return validate.errors.length === 0;
      };
      return validate;
    },
  });
  const validate = ajv.compile<RawTenants>(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
  return (data) =>
    validate(data) ? data : { problems: (validate.errors ?? []).flatMap(describeSchemaError) };
}

/** Ajv reads the errors of a user-defined keyword from the function. */
interface DataValidation {
  (value: unknown): boolean;
  errors?: Partial<ErrorObject>[];
}
