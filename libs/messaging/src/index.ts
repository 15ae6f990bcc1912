export { createTransport } from './create-transport.js';
export { LONGEST_DELIVERY_MS } from './resilience/deadline.js';
export { Dsn, DsnError } from './dsn/dsn.js';
export { isLoopback } from './dsn/loopback.js';
export type { Channel, Message, MessageMetadata } from './message.js';
export { Outbox, type OutboxFilter, type OutboxListing, type OutboxMessage } from './outbox.js';
export { smsSegments, type SmsSegments } from './sms/sms-segments.js';
export {
  TransportError,
  type CheckResult,
  type DeliveryOutcome,
  type Transport,
  type TransportClass,
  type TransportServices,
  type VendorTransport,
} from './transport.js';
export { TRANSPORTS } from './transports/index.js';
