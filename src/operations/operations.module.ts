import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { MessagingModule } from '../messaging/messaging.module.js';
import { PipelineModule } from '../pipeline/pipeline.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { HealthController } from './health/health.controller.js';
import { LOGGER } from './logging/logger.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { METRICS } from './metrics/metrics.js';
import { LoadSheddingAdmission } from './load-shedding/load-shedding-admission.js';
import { LoadShedder } from './load-shedding/load-shedder.js';
import { Readiness } from './health/readiness.js';
import { RequestLog } from './logging/request-log.js';
import { measureRequests } from './metrics/request-metrics.js';
import { Shutdown } from './lifecycle/shutdown.js';
import { TRACER, type Tracer } from './tracing/tracer.js';

/**
 * Health, metrics, access log, load shedding and shutdown of this service. An application that embeds it has its own.
 */
@Module({
  imports: [
    // Readiness logs what is down.
    TerminusModule.forRoot({ logger: false }),
    MessagingModule,
    StorageModule,
    PipelineModule,
  ],
  controllers: [HealthController, MetricsController],
  providers: [
    Readiness,
    RequestLog,
    LoadSheddingAdmission,
    Shutdown,
    {
      provide: LoadShedder,
      inject: [LOGGER, METRICS],
      useFactory: (logger: Logger, metrics: Registry) => new LoadShedder({ logger, metrics }),
    },
  ],
})
export class OperationsModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(TRACER) private readonly tracer: Tracer,
    @Inject(METRICS) private readonly metrics: Registry,
    @Inject(RequestLog) private readonly log: RequestLog,
    @Inject(LoadSheddingAdmission) private readonly loadShedding: LoadSheddingAdmission,
    @Inject(Shutdown) private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    this.shutdown.instrument(fastify);
    this.tracer.instrument(fastify);
    this.log.instrument(fastify);
    measureRequests(fastify, this.metrics);
    this.loadShedding.instrument(fastify);
  }
}
