import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { rawRequest, StrictValidationPipe } from '@system-management/envelope';
import { ContextReader } from '@system-management/request-context';
import { CaptchaService } from '../captcha.service.js';
import type { Proof } from '../tickets/ticket.signer.js';
import { parseProof } from './parse-proof.js';
import type { RequireCaptchaOptions } from './require-captcha.options.js';

/** Metadata key of {@link RequireCaptchaOptions}. */
export const REQUIRE_CAPTCHA = Symbol('RequireCaptchaOptions');

/** Keyed by the raw request, like the request context. */
const proofs = new WeakMap<IncomingMessage, Proof>();

/** The proof that the guard has verified; `undefined` on routes without it. */
export function proofOf(request: IncomingMessage): Proof | undefined {
  return proofs.get(rawRequest(request));
}

/** Validates the body of a guarded route, then verifies the code or redeems the ticket in it. */
@Injectable()
export class RequireCaptchaGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(CaptchaService) private readonly captchas: CaptchaService,
    @Inject(StrictValidationPipe) private readonly pipe: StrictValidationPipe,
    @Inject(ContextReader) private readonly reader: ContextReader,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const options = this.reflector.get<RequireCaptchaOptions>(REQUIRE_CAPTCHA, execution.getHandler());
    const request = execution.switchToHttp().getRequest<IncomingMessage & { readonly body: unknown }>();
    const raw = rawRequest(request);
    const context = await this.reader.read(raw);
    const input = await parseProof(request.body, options, this.pipe);
    const proof =
      'ticket' in input ? this.captchas.redeem(input, context) : this.captchas.verify(input, context);
    proofs.set(raw, await proof);
    return true;
  }
}
