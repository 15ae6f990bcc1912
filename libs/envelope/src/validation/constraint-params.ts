import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { FieldError } from '../errors/app-error.js';

type Params = NonNullable<FieldError['params']>;

/** What a rule was made with, by the names that its text uses. A `FieldRule` names them itself. */
const PARAMS: Readonly<Record<string, (...made: never[]) => Readonly<Record<string, unknown>>>> = {
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

/** What a broken rule was made with, and whether it is for each entry of a list. */
export function madeWith({ target, property }: ValidationError, rule: string): Partial<FieldError> {
  if (!target) return {};
  const metadata = getMetadataStorage()
    .getTargetValidationMetadatas(target.constructor, '', true, false)
    .find(({ propertyName, name, type }) => propertyName === property && (name ?? type) === rule);
  const { constraints = [], each = false } = metadata ?? {};
  const [own] = constraints as unknown[];
  const params =
    own instanceof FieldRuleParams ? own.params : textsOf(PARAMS[rule]?.(...(constraints as never[])) ?? {});
  return { ...(Object.keys(params).length > 0 && { params }), ...(each && { isEach: true }) };
}

/** What a `FieldRule` was made with, among the constraints of class-validator's own rules. */
export class FieldRuleParams {
  constructor(readonly params: Params) {}
}

function textsOf(made: Readonly<Record<string, unknown>>): Params {
  const known = Object.entries(made).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, textOf(value)]));
}

/** class-validator computes a bound anew for each value where it is a function. */
function dateOf(bound: Date | (() => Date)): Date {
  return typeof bound === 'function' ? bound() : bound;
}

function textOf(value: unknown): string | number {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(textOf).join(', ') : String(value);
}
