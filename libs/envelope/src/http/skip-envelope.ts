import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link SkipEnvelope}. */
export const SKIP_ENVELOPE = Symbol('SkipEnvelope');

/**
 * Sends what a handler, or each handler of a controller, returns as it is: for a shape that another standard decides,
 * such as a JWK set (RFC 7517), and for `@Sse()`, `@Render()` and a `@Redirect()` that is computed. Failures stay in the
 * envelope.
 */
export const SkipEnvelope = (): CustomDecorator<symbol> => SetMetadata(SKIP_ENVELOPE, true);
