import type { TransportClass } from '../transport.js';
import { AliyunTransport } from './aliyun.transport.js';
import { OutboxTransport } from './outbox.transport.js';
import { SmppTransport } from './smpp.transport.js';
import { SmtpOauth2Transport } from './smtp-oauth2.transport.js';
import { SmtpTransport } from './smtp.transport.js';
import { TencentTransport } from './tencent.transport.js';
import { TwilioTransport } from './twilio.transport.js';
import { WebhookTransport } from './webhook.transport.js';

/** All transports. A listed class is available by DSN; tests check its README row and the transport contract. */
export const TRANSPORTS = [
  OutboxTransport,
  SmtpTransport,
  SmtpOauth2Transport,
  AliyunTransport,
  TencentTransport,
  TwilioTransport,
  SmppTransport,
  WebhookTransport,
] as const satisfies TransportClass[]; // ← add yours
