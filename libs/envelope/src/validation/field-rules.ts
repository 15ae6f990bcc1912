import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import { FieldRuleParams } from './constraint-params.js';

/** Absent is fine; `null` is not, which class-validator's `IsOptional` would let through. */
export const IsOptionalNotNull = (): PropertyDecorator =>
  ValidateIf((_: object, value: unknown) => value !== undefined);

/** No control characters, no lone surrogates, no replacement character (what invalid UTF-8 becomes). */
export const IsText = (): PropertyDecorator =>
  FieldRule('isText', (value) => typeof value === 'string' && !/[\p{Cc}\p{Cs}\ufffd]/u.test(value));

/** This field may repeat another one, but not contradict it; an empty one says nothing. */
export const IsEqualTo = (other: string): PropertyDecorator =>
  FieldRule('isSame', (value, body) => !value || !body[other] || value === body[other], { other });

/** This field and another one come both or not at all; an empty one counts as absent. */
export const IsRequiredWith = (other: string): PropertyDecorator =>
  FieldRule('isTogether', (value, body) => !value === !body[other], { other });

/** This field and another one never come both; an empty one counts as absent. The DTO declares the other one, too. */
export const IsExclusiveWith = (other: string): PropertyDecorator =>
  FieldRule('isAlone', (value, body) => !value || !body[other], { other });

/** A constraint whose name picks its text in the language catalogues; `params` fill that text. */
export function FieldRule(
  name: string,
  holds: (value: unknown, body: Readonly<Record<string, unknown>>) => boolean,
  params: Readonly<Record<string, string>> = {},
): PropertyDecorator {
  const validate = (value: unknown, args?: ValidationArguments): boolean =>
    holds(value, (args?.object ?? {}) as Readonly<Record<string, unknown>>);
  return ValidateBy({
    name,
    constraints: [new FieldRuleParams(params)],
    validator: { validate, defaultMessage: () => name },
  });
}
