import type { IncomingMessage } from 'node:http';
import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import type { Proof } from '../tickets/ticket.signer.js';
import { proofOf, REQUIRE_CAPTCHA, RequireCaptchaGuard } from './require-captcha.guard.js';
import type { RequireCaptchaOptions } from './require-captcha.options.js';
import { ApiRequireCaptcha } from './require-captcha.swagger.js';

export type { Proof, RequireCaptchaOptions };

/**
 * Requires a right code, or a ticket, for this purpose, and consumes it. The body carries `codeID`, `code`, `type` and
 * `account` as for the verify endpoint (`type` may be absent where only one is accepted), or `ticket`. Both are documented
 * on the route, with the errors. Limits, budgets and errors are those of the verify endpoint: every wrong code or ticket
 * is 1000005.
 *
 * Name the class of the handler's body: it is then validated before a code is consumed. Without it a mistyped field costs
 * the code. Put other reasons to refuse into a guard above this one. The module must import `UserModule`.
 *
 * ```ts
 * @Post('close')
 * @RequireCaptcha({ use: 'closeAccount', types: ['email', 'phone'], body: CloseRequest })
 * close(@Body() body: CloseRequest, @Verified() { recipient }: Proof) { … }
 * ```
 */
export function RequireCaptcha(options: RequireCaptchaOptions): MethodDecorator {
  return applyDecorators(
    SetMetadata(REQUIRE_CAPTCHA, options),
    UseGuards(RequireCaptchaGuard),
    ApiRequireCaptcha(options),
  );
}

/** The {@link Proof} that {@link RequireCaptcha} has verified: tenant, use, type, canonical recipient, id. */
export const Verified = createParamDecorator((_: unknown, execution: ExecutionContext): Proof => {
  const proof = proofOf(execution.switchToHttp().getRequest<IncomingMessage>());
  if (!proof) throw new Error('@Verified() requires @RequireCaptcha({ use }) on its handler');
  return proof;
});
