import { collectDefaultMetrics, Registry } from 'prom-client';

/** Injection token of the {@link Registry} of this process. */
export const METRICS = Symbol('Metrics');

/** A registry of its own, so that several applications in one process (tests) do not mix; process metrics included. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
