import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { ParameterError, type FieldError } from '../errors/app-error.js';
import { madeWith } from './constraint-params.js';

/** Levels. No request of an API has more; a library that follows deeper ones runs out of stack. */
const MAX_DEPTH = 16;

/** What class-validator reports of an object whose class it knows nothing of: no mistake of a caller. */
const UNRULED = 'unknownValue';

/** Whole bodies of these types are no DTO: Nest's pipe takes them as they are, too. */
const NOT_DTOS: readonly unknown[] = [String, Boolean, Number, Array, Object, Buffer, Date];

/**
 * Nest's `ValidationPipe`, strict: no field of a DTO is coerced unless the DTO says so (`@Type(() => Number)`), unknown
 * fields are dropped, and where a DTO is wanted a body that is no JSON object is a mistake of its own. The first broken
 * rule of a field is reported under the constraint's name, which picks the words in the language catalogues.
 *
 * A single `@Param('id') id: number` is converted without a check, as Nest's pipe does it: use `ParseIntPipe` there.
 */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      forbidUnknownValues: true,
      // The class it was found in says what the rule was made with; the value stays out.
      validationError: { target: true, value: false },
      exceptionFactory: (errors) => {
        const problems = errors.flatMap((error) => problemsOf(error));
        const { field } = problems.find(({ rule }) => rule === UNRULED) ?? {};
        if (field === undefined) return new ParameterError(problems);
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

/** `@Body()` with a class; `@Body('name')` takes one field of any type. */
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

function problemsOf(error: ValidationError, parent = ''): FieldError[] {
  // class-validator names no property where it finds no rules.
  const field = parent + ((error.property as string | undefined) ?? '');
  const own = Object.keys(error.constraints ?? {}).map((rule) => ({ field, rule, ...madeWith(error, rule) }));
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, `${field}.`))];
}
