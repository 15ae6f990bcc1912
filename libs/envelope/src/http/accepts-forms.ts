import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link AcceptsForms}. */
export const ACCEPTS_FORMS = Symbol('AcceptsForms');

/** `JsonOnlyGuard` lets a handler, or each handler of a controller, take `application/x-www-form-urlencoded` too. */
export const AcceptsForms = (): CustomDecorator<symbol> => SetMetadata(ACCEPTS_FORMS, true);
