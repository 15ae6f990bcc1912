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
import { contextOf } from '@system-management/request-context';
import type { FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { ApiRequireCaptcha } from './captcha.docs.js';
import { type CaptchaDemand, proofWish, type ProofWish } from './captcha.demand.js';
import { CaptchaService } from './captcha.service.js';
import { checkTogether } from './check-together.js';
import type { Proof } from './ticket.js';

export type { CaptchaDemand, Proof };

const DEMAND = Symbol('CaptchaDemand');

/** By raw request, as the request context is. */
const proofs = new WeakMap<IncomingMessage, Proof>();

/**
 * Judges the code, or takes the ticket, in the body of a guarded route. Everything else that the handler takes from the
 * request is checked before: a mistake elsewhere must not cost a right code.
 */
@Injectable()
export class CaptchaGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(CaptchaService) private readonly captchas: CaptchaService,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const demand = this.reflector.get<CaptchaDemand>(DEMAND, execution.getHandler());
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const wish = await checkTogether(proofWish(request.body, demand), execution);
    proofs.set(request.raw, await this.prove(wish, request.raw));
    return true;
  }

  private prove(wish: ProofWish, request: IncomingMessage): Promise<Proof> {
    const context = contextOf(request);
    if (!context)
      throw new Error('No request context: RequestContextModule must be imported by the application');
    return 'ticket' in wish ? this.captchas.redeem(wish, context) : this.captchas.verify(wish, context);
  }
}

/**
 * Lets a request pass only with a right code, or a ticket, for this purpose, and consumes it. The body brings `codeID`,
 * `code`, `type` and `account` as for the verify endpoint (`type` may be left out where only one is accepted), or
 * `ticket`; both are documented on the route, with the errors. Limits, budgets and answers are those of the verify
 * endpoint: whatever is wrong with a code or a ticket is 1000005.
 *
 * The handler's DTOs are checked before anything is consumed; what else it may refuse is better checked by a guard above
 * this one. The module imports `UserModule`, which also exports these decorators.
 *
 * ```ts
 * @Post('close')
 * @RequireCaptcha({ use: 'closeAccount', types: ['email', 'phone'] })
 * close(@Body() body: CloseRequest, @Verified() { identity }: Proof) { … }
 * ```
 */
export function RequireCaptcha(demand: CaptchaDemand): MethodDecorator {
  return applyDecorators(SetMetadata(DEMAND, demand), UseGuards(CaptchaGuard), ApiRequireCaptcha());
}

/** Hands a handler behind {@link RequireCaptcha} the {@link Proof}: tenant, use, type, account identity, id. */
export const Verified = createParamDecorator((_: unknown, execution: ExecutionContext): Proof => {
  const proof = proofs.get(execution.switchToHttp().getRequest<FastifyRequest>().raw);
  if (!proof)
    throw new Error('Nothing is verified: @Verified() needs @RequireCaptcha({ use }) on its handler');
  return proof;
});
