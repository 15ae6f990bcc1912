import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { ParameterError, type Problem } from './app-error.js';
import { paramsOf } from './field-rules.js';
import { quickCheck } from './quick-check.js';

/** Levels. No request of an API has more; a library that follows deeper ones runs out of stack. */
const MAX_DEPTH = 16;

/**
 * Checks a DTO strictly: nothing is coerced, unknown fields are dropped before anybody can bind them, and a body that
 * is no JSON object is a mistake of its own. One problem per field; its `rule` is the constraint's name and its
 * `params` are what a `FieldRule` brings, so the words come from the language catalogues, never from a library.
 */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  private readonly quick = new Map<Type<object>, ReturnType<typeof quickCheck>>();

  constructor() {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      forbidUnknownValues: true,
      exceptionFactory: (errors) => new ParameterError(errors.flatMap((error) => problemsOf(error))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isBody = metadata.type === 'body';
    if (isBody && !isJsonObject(value)) throw noJsonObject();
    // Most requests have no mistake; only one that has needs words.
    const right = this.quickly(value, metadata);
    if (right) return right;
    if (isBody && !isShallow(value, MAX_DEPTH)) throw noJsonObject();
    return super.transform(value, metadata);
  }

  protected quickly(value: unknown, { metatype, type }: ArgumentMetadata): object | undefined {
    if (!metatype || type === 'custom' || !isJsonObject(value)) return undefined;
    const dtoClass = metatype as Type<object>;
    if (!this.quick.has(dtoClass)) this.quick.set(dtoClass, quickCheck(dtoClass));
    return this.quick.get(dtoClass)?.(value);
  }
}

const noJsonObject = (): ParameterError => new ParameterError([{ field: 'body', rule: 'isJsonObject' }]);

function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1));
}

function problemsOf(error: ValidationError, parent = ''): Problem[] {
  const field = parent + error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => {
    const params = paramsOf(message);
    return { field, rule, ...(params && { params }) };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, `${field}.`))];
}
