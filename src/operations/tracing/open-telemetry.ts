import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Span } from '@opentelemetry/api';
import type { OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '@system-management/envelope';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SpanAttributes, Tracer } from './tracer.js';

/** Not dependencies: only an operator who exports traces installs them. */
const PACKAGES = ['api@1.9', 'core@2', 'resources@2', 'sdk-trace-base@2', 'exporter-trace-otlp-http@0.2'].map(
  (name) => `@opentelemetry/${name}`,
);

/** Milliseconds that a shutdown waits for the export of the last spans. */
const FLUSH_MS = 1000;

const SERVICE = 'system-management';

/** Tracing is configured, but its packages are not installed. */
export class TracingError extends Error {
  override name = 'TracingError';
}

async function load() {
  try {
    const [api, core, resources, sdk, exporter] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/core'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
    return { ...api, ...core, ...resources, ...sdk, ...exporter };
  } catch (cause) {
    throw new TracingError(
      `OTEL_EXPORTER_OTLP_ENDPOINT is set, but its packages are not installed: npm install ${PACKAGES.join(' ')}`,
      { cause },
    );
  }
}

type Library = Awaited<ReturnType<typeof load>>;

/**
 * OpenTelemetry traces, exported by OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/). It patches no module
 * and sets no global: Fastify's hooks create a span for each request, and `span()` creates child spans.
 */
export class OpenTelemetryTracer implements Tracer, OnApplicationShutdown {
  private readonly current = new AsyncLocalStorage<Context>();
  private readonly contexts = new WeakMap<FastifyRequest, Context>();
  private readonly propagator;
  private readonly provider;
  private readonly tracer;

  private constructor(
    private readonly library: Library,
    endpoint: string,
  ) {
    const exporter = new library.OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
    const resource = library
      .defaultResource()
      .merge(library.resourceFromAttributes({ 'service.name': SERVICE }))
      // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES take precedence, as in OpenTelemetry's SDKs.
      .merge(library.detectResources({ detectors: [library.envDetector] }));
    this.provider = new library.BasicTracerProvider({
      resource,
      spanProcessors: [new library.BatchSpanProcessor(exporter)],
    });
    this.tracer = this.provider.getTracer(SERVICE);
    this.propagator = new library.W3CTraceContextPropagator();
  }

  /**
   * @param endpoint base URL of a collector, such as `http://localhost:4318`
   * @throws {TracingError} naming the packages to install
   */
  static async open(endpoint: string): Promise<OpenTelemetryTracer> {
    return new OpenTelemetryTracer(await load(), endpoint);
  }

  instrument(fastify: FastifyInstance): void {
    const { ROOT_CONTEXT, SpanKind, SpanStatusCode, defaultTextMapGetter, trace } = this.library;
    fastify.addHook('onRequest', (request, _reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      const parent = this.propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
      const attributes = { 'http.request.method': request.method, 'http.route': route };
      const span = this.tracer.startSpan(
        `${request.method} ${route}`,
        { kind: SpanKind.SERVER, attributes },
        parent,
      );
      this.contexts.set(request, trace.setSpan(parent, span));
      done();
    });
    // Not in onRequest: the events of reading the body would lose the async context.
    fastify.addHook('preHandler', (request, _reply, done) => {
      this.current.run(this.contexts.get(request) ?? ROOT_CONTEXT, done);
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      const context = this.contexts.get(request);
      const span = context && trace.getSpan(context);
      span?.setAttribute('http.response.status_code', reply.statusCode);
      if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
      done();
    });
  }

  async span<Result>(name: string, attributes: SpanAttributes, work: () => Promise<Result>): Promise<Result> {
    const { ROOT_CONTEXT, trace } = this.library;
    const parent = this.current.getStore() ?? ROOT_CONTEXT;
    const span = this.tracer.startSpan(name, { attributes }, parent);
    try {
      return await this.current.run(trace.setSpan(parent, span), work);
    } catch (failure) {
      this.markFailed(span, failure);
      throw failure;
    } finally {
      span.end();
    }
  }

  /** Exports the last spans. An unreachable collector delays the shutdown by at most {@link FLUSH_MS}. */
  async onApplicationShutdown(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise((resolve) => (timer = setTimeout(resolve, FLUSH_MS)));
    await Promise.race([this.provider.shutdown().catch(() => undefined), deadline]);
    clearTimeout(timer);
  }

  /** Records the type only: an error message can contain anything. */
  private markFailed(span: Span, failure: unknown): void {
    const type =
      failure instanceof AppError ? failure.definition.name : failure instanceof Error ? failure.name : '';
    span.setAttribute('error.type', type);
    span.setStatus({ code: this.library.SpanStatusCode.ERROR });
  }
}
