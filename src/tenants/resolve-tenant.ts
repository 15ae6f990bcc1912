import type { CodePolicies, CodePolicy, PurposePolicy, Tenant } from './tenant.js';

/** A purpose as the file gives it: only what differs. */
interface WrittenPurpose {
  readonly requiresLogin: boolean;
  readonly image?: Partial<CodePolicy>;
  readonly email?: Partial<CodePolicy>;
  readonly phone?: Partial<CodePolicy>;
}

/** A tenant as the file gives it, after the schema filled in the defaults. */
export interface WrittenTenant extends Omit<Tenant, 'policy'> {
  readonly policy: CodePolicies & { readonly purposes: Readonly<Record<string, WrittenPurpose>> };
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
  base: CodePolicies,
  purposes: Readonly<Record<string, WrittenPurpose>>,
): Record<string, PurposePolicy> {
  const resolved = Object.create(null) as Record<string, PurposePolicy>;
  for (const [name, { requiresLogin, image, email, phone }] of Object.entries(purposes)) {
    resolved[name] = {
      requiresLogin,
      image: { ...base.image, ...image },
      email: { ...base.email, ...email },
      phone: { ...base.phone, ...phone },
    };
  }
  return resolved;
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
