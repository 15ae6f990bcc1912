import type { ErrorObject } from 'ajv';

const TYPES: Readonly<Record<string, string>> = {
  object: 'must be a map of keys',
  array: 'must be a list',
  string: 'must be text (numbers need quotes)',
  integer: 'must be a whole number',
  boolean: 'must be true or false',
};

/**
 * Ajv's error as a line such as `tenants[1].policy.email.lifetime: must be <= 600`; none where another error of the
 * same mistake says it better. No line repeats a value of the file.
 */
export function describeSchemaError(error: ErrorObject): string[] {
  const { instancePath, keyword, parentSchema, message = 'is wrong' } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  const line = (words: string, key?: unknown): string[] => [`${pathOf(instancePath, key)}: ${words}`];
  switch (keyword) {
    case 'propertyNames':
      return []; // The pattern that the name does not match is reported too.
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

/** @param instancePath JSON pointer (RFC 6901); @param key one more step below it */
function pathOf(instancePath: string, key?: unknown): string {
  const steps = instancePath.split('/').slice(1);
  if (typeof key === 'string') steps.push(key);
  return steps.map(readable).join('').replace(/^\./, '') || 'the file';
}

/** A key that does not look like one may be a DSN that lost its own key, secrets and all. */
function readable(step: string): string {
  if (/^\d+$/.test(step)) return `[${step}]`;
  return /^[\w-]{1,64}$/.test(step) ? `.${step}` : '.(unreadable)';
}
