import type { FastifyInstance } from 'fastify';

/** Attributes of a span; never a code, a recipient or a whole codeID. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** Traces requests. */
export interface Tracer {
  /** Creates a span for every request of the server, as a child of the span in its `traceparent` header. */
  instrument(fastify: FastifyInstance): void;
  /** Runs `work` in a child span of the current request. An error marks the span with its type and is rethrown. */
  span<Result>(name: string, attributes: SpanAttributes, work: () => Promise<Result>): Promise<Result>;
}

/** Injection token of the {@link Tracer}. */
export const TRACER = Symbol('Tracer');

/** Tracing is off: runs the work without a span. */
export const NOOP_TRACER: Tracer = {
  instrument: () => undefined,
  span: (_name, _attributes, work) => work(),
};
