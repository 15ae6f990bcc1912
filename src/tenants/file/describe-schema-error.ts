import type { ErrorObject } from 'ajv';

const TYPES: Readonly<Record<string, string>> = {
  object: 'must be a map of keys',
  array: 'must be a list',
  string: 'must be text (numbers need quotes)',
  integer: 'must be a whole number',
  boolean: 'must be true or false',
};

/**
 * Formats an error of Ajv as a line such as `tenants[1].policy.email.lifetime: must be <= 600`, or as none when
 * another error describes the same mistake better. No line contains a value of the file.
 */
export function describeSchemaError(error: ErrorObject): string[] {
  const { instancePath, keyword, parentSchema, message = 'is wrong' } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  const line = (problem: string, key?: unknown): string[] => [`${pathOf(instancePath, key)}: ${problem}`];
  switch (keyword) {
    case 'propertyNames':
      return []; // Ajv also reports the pattern that the name does not match.
    case 'additionalProperties':
      return line('unknown key', params.additionalProperty);
    case 'required':
      return line('is required', params.missingProperty);
    case 'type':
      return line(TYPES[params.type as string] ?? message);
    case 'enum':
      return line(`must be one of ${(params.allowedValues as string[]).join(', ')}`);
    case 'pattern':
      return line(parentSchema?.patternErrorMessage as string);
    default:
      return line(message);
  }
}

/** @param instancePath JSON pointer (RFC 6901) @param key appended to it */
function pathOf(instancePath: string, key?: unknown): string {
  const steps = instancePath.split('/').slice(1);
  if (typeof key === 'string') steps.push(key);
  return formatPath(steps) || 'the file';
}

/** Formats the keys and indexes on the way to a value, such as `tenants[1].policy`. */
export function formatPath(steps: readonly string[]): string {
  return steps.map(formatStep).join('').replace(/^\./, '');
}

/** Redacts unusual keys: one may be a DSN with its secrets, written without a key of its own. */
function formatStep(step: string): string {
  if (/^\d+$/.test(step)) return `[${step}]`;
  return /^[\w-]{1,64}$/.test(step) ? `.${step}` : '.(unreadable)';
}
