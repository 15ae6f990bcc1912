import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link Probe}. */
    readonly isProbe?: boolean;
  }
}

/** For routes that machines ask every few seconds: the log shows them at `debug`, and a shutdown does not wait for them. */
export const Probe = (): MethodDecorator => RouteConfig({ isProbe: true });
