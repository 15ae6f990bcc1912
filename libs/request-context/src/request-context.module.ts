import { ConfigurableModuleBuilder, Module, type OnModuleInit } from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ContextReader, REQUEST_CONTEXT_OPTIONS, type RequestContextOptions } from './context-reader.js';
import { RequestContextInterceptor } from './request-context.interceptor.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RequestContextOptions>({
  optionsInjectionToken: REQUEST_CONTEXT_OPTIONS,
}).build();

/** Reads every request's context before anything else runs: `imports: [RequestContextModule.registerAsync({…})]`. */
@Module({
  providers: [
    {
      provide: ContextReader,
      inject: [REQUEST_CONTEXT_OPTIONS],
      useFactory: (options: RequestContextOptions) => new ContextReader(options),
    },
    { provide: APP_INTERCEPTOR, useClass: RequestContextInterceptor },
  ],
  exports: [ContextReader],
})
export class RequestContextModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly reader: ContextReader,
  ) {
    super();
  }

  /** Headers that every answer carries, successes and failures alike, are set where both begin. */
  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', async (request, reply) => {
      const context = await this.reader.read(request.raw);
      reply.headers({
        'X-Request-Id': context.requestId,
        'Content-Language': context.language,
        Vary: 'Accept-Language',
      });
    });
  }
}
