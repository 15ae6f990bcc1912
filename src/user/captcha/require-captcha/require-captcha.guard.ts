import type { IncomingMessage } from 'node:http';
import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { rawRequest, StrictValidationPipe } from '@system-management/envelope';
import { ContextReader } from '@system-management/request-context';
import { type RequireCaptchaOptions, parseProof } from './parse-proof.js';
import { ApiRequireCaptcha } from '../captcha.swagger.js';
import { CaptchaService } from '../captcha.service.js';
import type { Proof } from '../tickets/ticket.signer.js';

export type { RequireCaptchaOptions, Proof };

const OPTIONS = Symbol('RequireCaptchaOptions');

/** By raw request, as the request context is. */
const proofs = new WeakMap<IncomingMessage, Proof>();

/** Judges the code, or takes the ticket, in the body of a guarded route, once the whole body is known to be right. */
@Injectable()
export class RequireCaptchaGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(CaptchaService) private readonly captchas: CaptchaService,
    @Inject(StrictValidationPipe) private readonly pipe: StrictValidationPipe,
    @Inject(ContextReader) private readonly reader: ContextReader,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const demand = this.reflector.get<RequireCaptchaOptions>(OPTIONS, execution.getHandler());
    const request = execution.switchToHttp().getRequest<IncomingMessage & { readonly body: unknown }>();
    const raw = rawRequest(request);
    const context = await this.reader.read(raw);
    const wish = await parseProof(request.body, demand, this.pipe);
    const proof =
      'ticket' in wish ? this.captchas.redeem(wish, context) : this.captchas.verify(wish, context);
    proofs.set(raw, await proof);
    return true;
  }
}

/**
 * Lets a request pass only with a right code, or a ticket, for this purpose, and consumes it. The body brings `codeID`,
 * `code`, `type` and `account` as for the verify endpoint (`type` may be left out where only one is accepted), or
 * `ticket`; both are documented on the route, with the errors. Limits, budgets and answers are those of the verify
 * endpoint: whatever is wrong with a code or a ticket is 1000005.
 *
 * Name the class of the handler's body, so that it is checked before anything is consumed: else a mistyped field costs
 * the code. What else the handler may refuse is better checked by a guard above this one. The module imports
 * `UserModule`, whose file also exports these decorators.
 *
 * ```ts
 * @Post('close')
 * @RequireCaptcha({ use: 'closeAccount', types: ['email', 'phone'], body: CloseRequest })
 * close(@Body() body: CloseRequest, @Verified() { identity }: Proof) { … }
 * ```
 */
export function RequireCaptcha(demand: RequireCaptchaOptions): MethodDecorator {
  return applyDecorators(
    SetMetadata(OPTIONS, demand),
    UseGuards(RequireCaptchaGuard),
    ApiRequireCaptcha(demand.body),
  );
}

/** Hands a handler behind {@link RequireCaptcha} the {@link Proof}: tenant, use, type, account identity, id. */
export const Verified = createParamDecorator((_: unknown, execution: ExecutionContext): Proof => {
  const proof = proofs.get(rawRequest(execution.switchToHttp().getRequest<IncomingMessage>()));
  if (!proof)
    throw new Error('Nothing is verified: @Verified() needs @RequireCaptcha({ use }) on its handler');
  return proof;
});
