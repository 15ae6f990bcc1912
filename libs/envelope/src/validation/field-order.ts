import { getMetadataStorage, type ValidationError } from 'class-validator';

/**
 * Sorts the errors of one object in the order in which its class declares the fields, those of a superclass first.
 * Class-validator reports the fields of the subclass first.
 */
export function inFieldOrder(errors: readonly ValidationError[]): ValidationError[] {
  const target = errors[0]?.target;
  if (!target) return [...errors];
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', true, false);
  const fields = rules
    .toSorted((a, b) => Number(isSubclass(a.target, b.target)) - Number(isSubclass(b.target, a.target)))
    .map(({ propertyName }) => propertyName);
  return errors.toSorted((a, b) => fields.indexOf(a.property) - fields.indexOf(b.property));
}

function isSubclass(subclass: unknown, superclass: unknown): boolean {
  return (
    typeof subclass === 'function' &&
    typeof superclass === 'function' &&
    subclass.prototype instanceof superclass
  );
}
