import { collectDefaultMetrics, Registry } from 'prom-client';

/** Injection token of the {@link Registry} of this process. */
export const METRICS = Symbol('Metrics');

/** Creates a registry with process metrics. Not the global one: tests run several applications in one process. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
