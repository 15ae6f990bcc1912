import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link SkipTenant}. */
export const SKIP_TENANT = Symbol('SkipTenant');

/** Serves a handler, or each of a controller, whatever tenant a request names: keys, health, metrics belong to none. */
export const SkipTenant = (): CustomDecorator<symbol> => SetMetadata(SKIP_TENANT, true);
