import { ValidateBy, type ValidationArguments } from 'class-validator';
import { FieldRuleParams } from './constraint-params.js';

type Body = Readonly<Record<string, unknown>>;

/** A string without control characters, lone surrogates or U+FFFD, which decoders substitute for invalid UTF-8. */
export const IsText = (): PropertyDecorator =>
  FieldRule('isText', (value) => typeof value === 'string' && !/[\p{Cc}\p{Cs}\ufffd]/u.test(value));

/**
 * If neither field is empty, both must have the same value.
 * @param comparable returns what of a value is compared; gets the whole body as its second argument. @default all of it
 */
export const IsEqualTo = (
  other: string,
  comparable: (value: unknown, body: Body) => unknown = (value) => value,
): PropertyDecorator =>
  FieldRule(
    'isEqualTo',
    (value, body) => !value || !body[other] || comparable(value, body) === comparable(body[other], body),
    { other },
  );

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
  holds: (value: unknown, body: Body) => boolean,
  params: Readonly<Record<string, string>> = {},
): PropertyDecorator {
  const validate = (value: unknown, args?: ValidationArguments): boolean =>
    holds(value, (args?.object ?? {}) as Body);
  return ValidateBy({
    name,
    constraints: [new FieldRuleParams(params)],
    validator: { validate, defaultMessage: () => name },
  });
}
