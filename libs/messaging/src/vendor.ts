/** The parts of a transport that other vendors' clients share: DSN, HTTP, deadline, bulkhead, circuit breaker. */
export { certificateAuthority } from './dsn/certificate-authority.js';
export { Dsn, DsnError } from './dsn/dsn.js';
export { endpointOf } from './dsn/endpoint.js';
export { hmac } from './http/digests.js';
export { HttpClient, type HttpResponse } from './http/http-client.js';
export { getString, parseJson } from './http/vendor-api.js';
export { Bulkhead } from './resilience/bulkhead.js';
export { CircuitBreaker } from './resilience/circuit-breaker.js';
export { concurrency, timeoutMs, withTimeout } from './resilience/deadline.js';
export { TransportError, type CheckResult } from './transport.js';
