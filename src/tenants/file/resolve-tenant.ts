import type { Limits } from '../limits.js';
import type { CodePolicy, PurposePolicy, Template, Tenant, TenantPolicy } from '../tenant.js';

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
export interface RawTenant extends Omit<Tenant, 'policy'> {
  readonly policy: PolicyBase & { readonly purposes: Readonly<Record<string, WrittenPurpose>> };
}

/** Merges once what would otherwise be merged on every request, and freezes the result. */
export function resolveTenant({ brand, mail, sms, policy, templates, ...written }: RawTenant): Tenant {
  const name = written.name || written.code;
  const { purposes, ...base } = policy;
  return deepFreeze({
    ...written,
    name,
    brand: { name: brand.name || name },
    mail: nonEnumerable(mail, 'dsn'),
    sms: nonEnumerable({ ...sms, routes: deepFreeze(sms.routes) }, 'dsn', 'routes'),
    templates: mapValues(templates, (byLanguage) => mapValues(byLanguage, withoutLastLineBreaks)),
    testRecipients: written.testRecipients.map((recipient) =>
      nonEnumerable({ ...recipient, match: recipient.match.toLowerCase() }, 'code'),
    ),
    policy: { ...base, purposes: resolvePurposes(base, purposes) },
  });
}

function resolvePurposes(
  base: PolicyBase,
  purposes: Readonly<Record<string, WrittenPurpose>>,
): Record<string, PurposePolicy> {
  return mapValues(purposes, ({ requiresLogin, image, email, phone, limits }) => ({
    requiresLogin,
    image: { ...base.image, ...image },
    email: { ...base.email, ...email },
    phone: { ...base.phone, ...phone },
    limits: mergeLimits(base.limits, limits),
  }));
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
function nonEnumerable<Value extends object>(value: Value, ...secrets: (keyof Value)[]): Value {
  return Object.defineProperties(
    { ...value },
    Object.fromEntries(secrets.map((key) => [key, { enumerable: false }])),
  );
}

/** YAML's blocks end with a line break that nobody means. */
function withoutLastLineBreaks(template: Template): Template {
  return Object.fromEntries(
    Object.entries(template).map(([part, text]) => [part, (text as string).trimEnd()]),
  );
}

/** The result has no prototype: it has the keys that somebody configured, and no others. */
function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  const mapped = Object.create(null) as Record<string, To>;
  for (const [key, value] of Object.entries(record)) mapped[key] = map(value);
  return mapped;
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
