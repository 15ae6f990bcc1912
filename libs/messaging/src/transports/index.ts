import type { TransportClass } from '../transport.js';
import { OutboxTransport } from './outbox.transport.js';
import { SmtpTransport } from './smtp.transport.js';
import { WebhookTransport } from './webhook.transport.js';

/** Every vendor there is. Being listed is being known by DSN, documented and tested. */
export const TRANSPORTS = [
  OutboxTransport,
  SmtpTransport,
  WebhookTransport,
] as const satisfies TransportClass[]; // ← add yours
