import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { describeSchemaError } from './describe-schema-error.js';
import type { GlobalLimits } from '../limits.js';
import type { RawTenant } from './resolve-tenant.js';
import { type Check, type TenantRules, tenantChecks } from './tenant-checks.js';

/** A tenant file that matches the schema, with defaults filled in. */
export interface RawTenants {
  readonly global: GlobalLimits;
  readonly tenants: readonly RawTenant[];
}

/** Validates the data and fills in defaults. @returns the tenants, or all problems without values of the file */
export type TenantValidator = (data: unknown) => RawTenants | { readonly problems: readonly string[] };

/** `src` and `dist` have the same depth, so the path is valid in both. */
const SCHEMA = new URL('../../../config/tenants.schema.json', import.meta.url);

type Checks = Readonly<Record<string, Check>>;

/** The schema never changes, and Ajv takes about 100 ms to compile it. */
let compiled: ValidateFunction<RawTenants> | undefined;

/** Creates a validator from `config/tenants.schema.json` and {@link tenantChecks}. */
export function tenantValidator(rules: TenantRules): TenantValidator {
  const checks = tenantChecks(rules);
  const validate = (compiled ??= compileSchema(Object.keys(checks)));
  return (data) =>
    validate.call(checks, data)
      ? (data as RawTenants)
      : { problems: (validate.errors ?? []).flatMap(describeSchemaError) };
}

/**
 * The function that validates by the schema. Its `this` are the {@link Checks}.
 * @param checkNames values of the keyword `check`
 */
function compileSchema(checkNames: readonly string[]): ValidateFunction<RawTenants> {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, passContext: true });
  // Texts of editors. `describeSchemaError()` uses that of a pattern that does not match, too.
  ajv.addVocabulary(['patternErrorMessage', 'deprecationMessage']);
  ajv.addKeyword({
    keyword: 'check',
    schemaType: 'array',
    metaSchema: { items: { enum: checkNames } },
    errors: true,
    compile: (names: string[]) => {
      const validate: DataValidation = function (value) {
        validate.errors = names.flatMap((name) => this[name]?.(value) ?? []).map((message) => ({ message }));
        return validate.errors.length === 0;
      };
      return validate;
    },
  });
  return ajv.compile<RawTenants>(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
}

/** Ajv reads the errors of a user-defined keyword from the function. */
interface DataValidation {
  (this: Checks, value: unknown): boolean;
  errors?: Partial<ErrorObject>[];
}
