import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { FieldError } from '../errors/app-error.js';
import { isHiddenMark } from './hidden-field.js';

type Params = NonNullable<FieldError['params']>;

/** Maps the arguments of class-validator's decorators to the placeholders of their texts. */
const PARAMS: Readonly<Record<string, (...constraints: never[]) => Readonly<Record<string, unknown>>>> = {
  isLength: (min: number, max?: number) => ({ min, max }),
  minLength: (min: number) => ({ min }),
  maxLength: (max: number) => ({ max }),
  min: (min: number) => ({ min }),
  max: (max: number) => ({ max }),
  minDate: (min: Date | (() => Date)) => ({ min: dateOf(min) }),
  maxDate: (max: Date | (() => Date)) => ({ max: dateOf(max) }),
  isDivisibleBy: (step: number) => ({ step }),
  isByteLength: (min: number, max?: number) => ({ min, max }),
  arrayMinSize: (min: number) => ({ min }),
  arrayMaxSize: (max: number) => ({ max }),
  arrayContains: (values: unknown[]) => ({ values }),
  arrayNotContains: (values: unknown[]) => ({ values }),
  isEnum: (_: object, values: unknown[]) => ({ values }),
  isIn: (values: unknown[]) => ({ values }),
  isNotIn: (values: unknown[]) => ({ values }),
  equals: (value: unknown) => ({ values: [value] }),
  notEquals: (value: unknown) => ({ values: [value] }),
  contains: (value: string) => ({ values: [value] }),
  notContains: (value: string) => ({ values: [value] }),
};

/** Reads the decorator's arguments, its `each` option and `HiddenField` from class-validator's metadata. */
export function constraintDetails({ target, property }: ValidationError, rule: string): Partial<FieldError> {
  if (!target) return {};
  const metadata = getMetadataStorage()
    .getTargetValidationMetadatas(target.constructor, '', true, false)
    .filter(({ propertyName }) => propertyName === property);
  const { constraints = [], each = false } = metadata.find(({ name, type }) => (name ?? type) === rule) ?? {};
  const [first] = constraints as unknown[];
  const params =
    first instanceof FieldRuleParams
      ? first.params
      : printable(PARAMS[rule]?.(...(constraints as never[])) ?? {});
  return {
    ...(Object.keys(params).length > 0 && { params }),
    ...(each && { isEach: true }),
    ...(metadata.some(isHiddenMark) && { isHidden: true }),
  };
}

/** Marks the params of a `FieldRule` among class-validator's constraints. */
export class FieldRuleParams {
  constructor(readonly params: Params) {}
}

function printable(params: Readonly<Record<string, unknown>>): Params {
  const present = Object.entries(params).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, textOf(value)]));
}

/** class-validator accepts a function, which it calls for each validation. */
function dateOf(bound: Date | (() => Date)): Date {
  return typeof bound === 'function' ? bound() : bound;
}

function textOf(value: unknown): string | number {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '');
  return Array.isArray(value) ? value.map(textOf).join(', ') : String(value);
}
