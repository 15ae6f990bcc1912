import { Inject, Injectable } from '@nestjs/common';
import { contextOf, ContextReader, type RequestContext } from '@system-management/request-context';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { LOGGER } from './logger.js';

/** Masked recipients. */
const recipients = new WeakMap<RequestContext, string>();

/** Adds a recipient to the log line of the request. @param masked never the whole recipient */
export function setLoggedRecipient(context: RequestContext, masked: string): void {
  recipients.set(context, masked);
}

/**
 * Writes one log line per request. It contains no body, query, header or address, so it cannot contain a code or a
 * recipient. It names existing tenants only: an unknown one is arbitrary text of the client.
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
        // The route pattern, not the path: a path is arbitrary text.
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        recipient: context && recipients.get(context),
      };
      if (config.isProbe) this.logger.debug(line, 'request');
      else this.logger.info(line, 'request');
      done();
    });
  }
}
