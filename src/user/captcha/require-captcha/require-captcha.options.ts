import type { Type } from '@nestjs/common';
import type { CaptchaType } from '../delivery/providers/index.js';

/** Options of `@RequireCaptcha`. */
export interface RequireCaptchaOptions {
  /** The purpose: a code or ticket for another one is refused. Purposes are configured in the tenants file. */
  readonly use: string;
  /** Accepted types. An image proves no account, so it is accepted only when listed. @default all with an account */
  readonly types?: readonly CaptchaType[];
  /**
   * The class of the handler's `@Body()`. The guard validates it before it consumes a code or ticket, and the document
   * shows it beside the proof's fields.
   * @default a body that consists of the proof only
   */
  readonly body?: Type<object>;
}
