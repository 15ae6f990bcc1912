import { ValidateBy, type ValidationArguments } from 'class-validator';
import { FieldRuleParams } from './constraint-params.js';

/** A string without control characters, lone surrogates or U+FFFD, which decoders substitute for invalid UTF-8. */
export const IsText = (): PropertyDecorator =>
  FieldRule('isText', (value) => typeof value === 'string' && !/[\p{Cc}\p{Cs}\ufffd]/u.test(value));

/** If neither field is empty, both must have the same value. */
export const IsEqualTo = (other: string): PropertyDecorator =>
  FieldRule('isEqualTo', (value, body) => !value || !body[other] || value === body[other], { other });

/** Both fields are present, or neither. An empty field counts as absent. */
export const IsRequiredWith = (other: string): PropertyDecorator =>
  FieldRule('isRequiredWith', (value, body) => !value === !body[other], { other });

/**
 * At most one of both fields is present. An empty field counts as absent. The DTO must declare the other field, too.
 */
export const IsExclusiveWith = (other: string): PropertyDecorator =>
  FieldRule('isExclusiveWith', (value, body) => !value || !body[other], { other });

/**
 * A custom constraint for class-validator.
 * @param name key of the text in the language catalogues
 * @param holds whether the value is valid; gets the whole body as its second argument
 * @param params values for the placeholders of the text. @default none
 */
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
