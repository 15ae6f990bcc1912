import type { FastifyInstance } from 'fastify';

/** What a span says about itself; never a code, a recipient or a whole codeID. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** Follows requests through the process, where somebody wants to see it. */
export interface Tracer {
  /** Makes every request of the server a span, the child of the one that its `traceparent` names. */
  instrument(fastify: FastifyInstance): void;
  /** Runs work as a part of the request that it belongs to. A failure marks the span by its type, and passes on. */
  span<Result>(name: string, attributes: SpanAttributes, work: () => Promise<Result>): Promise<Result>;
}

/** Injection token of the {@link Tracer}. */
export const TRACER = Symbol('Tracer');

/** Nobody looks: the work is done and nothing else. */
export const NOOP_TRACER: Tracer = {
  instrument: () => undefined,
  span: (_name, _attributes, work) => work(),
};
