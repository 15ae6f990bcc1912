import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { describeSchemaError } from './describe-schema-error.js';
import type { GlobalLimits } from '../limits.js';
import type { RawTenant } from './resolve-tenant.js';
import { type TenantRules, tenantChecks } from './tenant-checks.js';

/** A tenant file of the right shape, defaults filled in. */
export interface RawTenants {
  readonly global: GlobalLimits;
  readonly tenants: readonly RawTenant[];
}

/** Fills in defaults; hands back the tenants, or every problem as a readable line that repeats no value of the file. */
export type TenantValidator = (data: unknown) => RawTenants | { readonly problems: readonly string[] };

/** As far from here in `src` as in `dist`. */
const SCHEMA = new URL('../../../config/tenants.schema.json', import.meta.url);

/** Makes a validator of `config/tenants.schema.json` and of what the schema cannot say. */
export function tenantValidator(rules: TenantRules): TenantValidator {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true });
  // What editors show for a pattern that does not match; our messages show the same.
  ajv.addVocabulary(['patternErrorMessage']);
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

/** How Ajv takes the errors of a keyword of one's own. */
interface DataValidation {
  (value: unknown): boolean;
  errors?: Partial<ErrorObject>[];
}
