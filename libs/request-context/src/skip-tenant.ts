import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link SkipTenant}. */
export const SKIP_TENANT = Symbol('SkipTenant');

/**
 * Accepts unknown tenants for a handler or a controller whose data belongs to none, such as keys, health and metrics.
 */
export const SkipTenant = (): CustomDecorator<symbol> => SetMetadata(SKIP_TENANT, true);
