import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { ENVELOPE_OPTIONS, type EnvelopeOptions } from './envelope.options.js';

const WITHOUT_ENVELOPE = 'system-management:without-envelope';

/** For routes whose shape another standard decides, such as a JWK set (RFC 7517). */
export const WithoutEnvelope = () => SetMetadata(WITHOUT_ENVELOPE, true);

/** Every success as `{code, msg: "success", data}`; a handler that returns nothing answers `data: null`. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    @Inject(ENVELOPE_OPTIONS) private readonly options: EnvelopeOptions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (
      this.reflector.getAllAndOverride<boolean>(WITHOUT_ENVELOPE, [context.getHandler(), context.getClass()])
    ) {
      return next.handle();
    }
    const code = this.options.successCode;
    return next.handle().pipe(map((data: unknown) => ({ code, msg: 'success', data: data ?? null })));
  }
}
