import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { ParameterError, type FieldError } from '../errors/app-error.js';
import { constraintDetails } from './constraint-params.js';
import { inFieldOrder } from './field-order.js';

/** Nesting levels of a body. The recursion of class-transformer overflows the stack on much deeper ones. */
const MAX_DEPTH = 16;

/** Constraint of `forbidUnknownValues`: the class has no validation rules, which is a bug in the DTO. */
const UNKNOWN_VALUE = 'unknownValue';

/** Bodies of these types are not validated, as in Nest's pipe. */
const NOT_DTOS: readonly unknown[] = [String, Boolean, Number, Array, Object, Buffer, Date];

/**
 * Nest's `ValidationPipe` with stricter defaults. DTO fields are converted only with `@Type(() => Number)`, unknown
 * fields are dropped, and a body that is not a JSON object is refused. Each field reports its first violated constraint
 * by name, in the order of the fields.
 *
 * Like Nest's pipe, it converts a primitive `@Param('id') id: number` without validation: use `ParseIntPipe` there.
 *
 * @throws {ParameterError} for an invalid request
 * @throws {Error} if a class in the DTO has no validation rules
 */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      forbidUnknownValues: true,
      // constraintDetails() needs the target; values must not reach logs.
      validationError: { target: true, value: false },
      exceptionFactory: (errors) => {
        const fieldErrors = inFieldOrder(errors).flatMap((error) => fieldErrorsOf(error));
        const { field } = fieldErrors.find(({ rule }) => rule === UNKNOWN_VALUE) ?? {};
        if (field === undefined) return new ParameterError(fieldErrors);
        return new Error(`${field || 'the body'} has a class without validation rules, or lacks @Type()`);
      },
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isTooDeep = metadata.type === 'body' && !isShallow(value, MAX_DEPTH);
    if (isTooDeep || (isDtoBody(metadata) && !isJsonObject(value))) {
      throw new ParameterError([{ field: 'body', rule: 'isJsonObject' }]);
    }
    return super.transform(value, metadata);
  }
}

/** Whether it is a `@Body()` with a class; `@Body('name')` is one field of any type. */
function isDtoBody({ type, data, metatype }: ArgumentMetadata): boolean {
  return type === 'body' && data === undefined && metatype !== undefined && !NOT_DTOS.includes(metatype);
}

function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1));
}

function fieldErrorsOf(error: ValidationError, parent = ''): FieldError[] {
  // `property` is undefined for an unknown value.
  const field = parent + ((error.property as string | undefined) ?? '');
  const own = Object.keys(error.constraints ?? {}).map((rule) => ({
    field,
    rule,
    ...constraintDetails(error, rule),
  }));
  return [
    ...own,
    ...inFieldOrder(error.children ?? []).flatMap((child) => fieldErrorsOf(child, `${field}.`)),
  ];
}
