import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link SkipEnvelope}. */
export const SKIP_ENVELOPE = Symbol('SkipEnvelope');

/**
 * Sends what a handler, or each handler of a controller, returns without an envelope: for formats defined by a
 * standard, such as a JWK set (RFC 7517), and for `@Sse()`, `@Render()` and a computed `@Redirect()`. Failures keep the
 * envelope.
 */
export const SkipEnvelope = (): CustomDecorator<symbol> => SetMetadata(SKIP_ENVELOPE, true);
