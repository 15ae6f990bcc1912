import { FastifyAdapter, RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, RawServerDefault } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link WithoutEnvelope}. */
    readonly withoutEnvelope?: boolean;
  }
}

/** For routes whose shape another standard decides, such as a JWK set (RFC 7517). */
export const WithoutEnvelope: () => MethodDecorator = () => RouteConfig({ withoutEnvelope: true });

type RawResponse = FastifyReply['raw'];

/**
 * Fastify for Nest, with every success as `{code, msg: "success", data}`; a handler that returns nothing answers
 * `data: null`. Here and not in an interceptor, because Nest wraps a request that meets any interceptor into
 * observables, which costs more than the envelope. Failures never come this way: see `EnvelopeFilter`.
 */
export class EnvelopeAdapter extends FastifyAdapter<RawServerDefault> {
  /** `code` of every success. Set it before the first request. */
  successCode = 0;

  override reply(response: RawResponse | FastifyReply, body: unknown, statusCode?: number): FastifyReply {
    const isBare = 'request' in response && response.request.routeOptions.config.withoutEnvelope;
    const answer = isBare ? body : { code: this.successCode, msg: 'success', data: body ?? null };
    return super.reply(response, answer, statusCode);
  }
}
