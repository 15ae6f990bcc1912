import { Inject, Injectable } from '@nestjs/common';
import { contextOf, ContextReader, type RequestContext } from '@system-management/request-context';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { LOGGER } from './logger.js';

/** Whom a request was about, by its context and masked. */
const mentioned = new WeakMap<RequestContext, string>();

/** Has the request's line in the log name a recipient. @param masked never the whole recipient */
export function setLoggedRecipient(context: RequestContext, masked: string): void {
  mentioned.set(context, masked);
}

/**
 * One line per request: never a body, a query, a header or an address, so that no code or recipient can be in it. A
 * tenant stands in it if it exists; any other text is the caller's invention.
 */
@Injectable()
export class RequestLog {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(ContextReader) private readonly reader: ContextReader,
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
  ) {}

  instrument(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      const { requestId, tenant } = this.reader.peek(request.raw);
      const context = contextOf(request.raw);
      const { url: route, config } = request.routeOptions;
      const line = {
        requestId,
        tenant: this.tenants.find(tenant) ? tenant : undefined,
        method: request.method,
        // The route, not the path: a path can hold anything.
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        recipient: context && mentioned.get(context),
      };
      if (config.isProbe) this.logger.debug(line, 'request');
      else this.logger.info(line, 'request');
      done();
    });
  }
}
