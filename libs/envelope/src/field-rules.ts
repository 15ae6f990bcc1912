import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';

/** Absent is fine; `null` is not, which class-validator's `IsOptional` would let through. */
export const MayBeAbsent = (): PropertyDecorator =>
  ValidateIf((_: object, value: unknown) => value !== undefined);

/** No control characters, no lone surrogates, no replacement character (what invalid UTF-8 becomes). */
export const IsText = (): PropertyDecorator =>
  FieldRule('isText', (value) => typeof value === 'string' && !/[\p{Cc}\p{Cs}\ufffd]/u.test(value));

/** This field may repeat another one, but not contradict it; an empty one says nothing. */
export const IsSame = (other: string): PropertyDecorator =>
  FieldRule('isSame', (value, body) => !value || !body[other] || value === body[other], { other });

/** This field and another one come both or not at all; an empty one counts as absent. */
export const IsTogether = (other: string): PropertyDecorator =>
  FieldRule('isTogether', (value, body) => !value === !body[other], { other });

/** This field and another one never come both; an empty one counts as absent. The DTO declares the other one, too. */
export const IsAlone = (other: string): PropertyDecorator =>
  FieldRule('isAlone', (value, body) => !value || !body[other], { other });

/** A constraint whose name picks its text in the language catalogues; `params` fill that text. */
export function FieldRule(
  name: string,
  holds: (value: unknown, body: Readonly<Record<string, unknown>>) => boolean,
  params?: Readonly<Record<string, string>>,
): PropertyDecorator {
  const validate = (value: unknown, args?: ValidationArguments): boolean =>
    holds(value, (args?.object ?? {}) as Readonly<Record<string, unknown>>);
  // As the message, because class-validator 0.15 drops the `context` of a synchronous custom constraint.
  const defaultMessage = (): string => JSON.stringify(params ?? {});
  return ValidateBy({ name, validator: { validate, defaultMessage } });
}

/** What a {@link FieldRule} left to fill its text with; nothing for a rule of class-validator's own. */
export function paramsOf(message: string): Readonly<Record<string, string>> | undefined {
  return message.startsWith('{"') ? (JSON.parse(message) as Record<string, string>) : undefined;
}
