import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link Probe}. */
    readonly isProbe?: boolean;
  }
}

/** Marks a route that is polled every few seconds: logged at `debug`, and a shutdown does not wait for it. */
export const Probe = (): MethodDecorator => RouteConfig({ isProbe: true });
