import type { MessagingConfig } from '../../config/messaging.config.js';
import { dsnsOf } from '../../messaging/routes.js';
import type { Tenant } from '../../tenants/tenant.js';

/**
 * Whether no message of any tenant can leave this machine: all go to the outbox, or by `webhook+http:`, which accepts
 * loopback addresses only. The pages promise it to users, so any other DSN means `false`.
 */
export function isDeliveryLocal(
  tenants: readonly Tenant[],
  config: Pick<MessagingConfig, 'mailDsn' | 'smsDsn'>,
): boolean {
  return tenants
    .flatMap((tenant) => dsnsOf(tenant, config))
    .every(({ dsn }) => /^(outbox|webhook\+http):/i.test(dsn.trim()));
}
