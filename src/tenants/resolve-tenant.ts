import type { Limits } from './limits.js';
import type { CodePolicy, PurposePolicy, Tenant, TenantPolicy } from './tenant.js';

/** A purpose as the file gives it: only what differs. */
interface WrittenPurpose {
  readonly requiresLogin: boolean;
  readonly image?: Partial<CodePolicy>;
  readonly email?: Partial<CodePolicy>;
  readonly phone?: Partial<CodePolicy>;
  readonly limits?: { readonly [Group in keyof Limits]?: Partial<Limits[Group]> };
}

/** A policy whose purposes are still to be merged. */
type PolicyBase = Omit<TenantPolicy, 'purposes'>;

/** A tenant as the file gives it, after the schema filled in the defaults. */
export interface WrittenTenant extends Omit<Tenant, 'policy'> {
  readonly policy: PolicyBase & { readonly purposes: Readonly<Record<string, WrittenPurpose>> };
}

/** Merges once what would otherwise be merged on every request, and freezes the result. */
export function resolveTenant({ brand, mail, sms, policy, ...written }: WrittenTenant): Tenant {
  const name = written.name || written.code;
  const { purposes, ...base } = policy;
  return deepFreeze({
    ...written,
    name,
    brand: { name: brand.name || name },
    mail: hideDsn(mail),
    sms: hideDsn(sms),
    policy: { ...base, purposes: resolvePurposes(base, purposes) },
  });
}

function resolvePurposes(
  base: PolicyBase,
  purposes: Readonly<Record<string, WrittenPurpose>>,
): Record<string, PurposePolicy> {
  const resolved = Object.create(null) as Record<string, PurposePolicy>;
  for (const [name, { requiresLogin, image, email, phone, limits }] of Object.entries(purposes)) {
    resolved[name] = {
      requiresLogin,
      image: { ...base.image, ...image },
      email: { ...base.email, ...email },
      phone: { ...base.phone, ...phone },
      limits: mergeLimits(base.limits, limits),
    };
  }
  return resolved;
}

function mergeLimits(base: Limits, change: WrittenPurpose['limits'] = {}): Limits {
  return {
    recipient: { ...base.recipient, ...change.recipient },
    ip: { ...base.ip, ...change.ip },
    tenant: { ...base.tenant, ...change.tenant },
    prefix: { ...base.prefix, ...change.prefix },
    account: { ...base.account, ...change.account },
    stepUp: { ...base.stepUp, ...change.stepUp },
  };
}

/** What cannot be enumerated appears in no JSON and in no log line. */
function hideDsn<Sender extends { readonly dsn: string }>(sender: Sender): Sender {
  return Object.defineProperty({ ...sender }, 'dsn', { enumerable: false });
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
