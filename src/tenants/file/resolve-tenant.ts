import { visibleText } from '@system-management/human-input';
import type { Limits } from '../limits.js';
import type { CodePolicy, PurposePolicy, Template, Tenant, TenantPolicy } from '../tenant.js';

/** A purpose in the file: only its differences from the policy of the tenant. */
interface RawPurpose {
  readonly requiresLogin: boolean;
  readonly image?: Partial<CodePolicy>;
  readonly email?: Partial<CodePolicy>;
  readonly phone?: Partial<CodePolicy>;
  readonly limits?: { readonly [Group in keyof Limits]?: Partial<Limits[Group]> };
}

/** A policy without its purposes. */
type PolicyBase = Omit<TenantPolicy, 'purposes'>;

/** A tenant in the file, with the defaults of the schema. */
export interface RawTenant extends Omit<Tenant, 'policy'> {
  readonly policy: PolicyBase & { readonly purposes: Readonly<Record<string, RawPurpose>> };
}

/** Merges the policies at load time instead of on every request, and freezes the result. */
export function resolveTenant({
  brand,
  mail,
  sms,
  stepUp,
  siteverify,
  policy,
  templates,
  ...raw
}: RawTenant): Tenant {
  const name = raw.name || raw.code;
  const { purposes, ...base } = policy;
  return deepFreeze({
    ...raw,
    name,
    brand: { name: brand.name || name },
    mail: nonEnumerable(mail, 'dsn'),
    stepUp: nonEnumerable(stepUp, 'dsn'),
    sms: nonEnumerable({ ...sms, routes: deepFreeze(sms.routes) }, 'dsn', 'routes'),
    siteverify: nonEnumerable(siteverify, 'secret'),
    templates: mapValues(templates, (byLanguage) => mapValues(byLanguage, trimTexts)),
    testRecipients: raw.testRecipients.map((recipient) =>
      nonEnumerable({ ...recipient, match: visibleText(recipient.match).toLowerCase() }, 'code'),
    ),
    policy: { ...base, purposes: resolvePurposes(base, purposes) },
  });
}

function resolvePurposes(
  base: PolicyBase,
  purposes: Readonly<Record<string, RawPurpose>>,
): Record<string, PurposePolicy> {
  return mapValues(purposes, ({ requiresLogin, image, email, phone, limits }) => ({
    requiresLogin,
    image: { ...base.image, ...image },
    email: { ...base.email, ...email },
    phone: { ...base.phone, ...phone },
    limits: mergeLimits(base.limits, limits),
  }));
}

function mergeLimits(base: Limits, overrides: RawPurpose['limits'] = {}): Limits {
  return {
    recipient: { ...base.recipient, ...overrides.recipient },
    withImage: { ...base.withImage, ...overrides.withImage },
    address: { ...base.address, ...overrides.address },
    tenant: { ...base.tenant, ...overrides.tenant },
    prefix: { ...base.prefix, ...overrides.prefix },
    account: { ...base.account, ...overrides.account },
    stepUp: { ...base.stepUp, ...overrides.stepUp },
  };
}

/** Hides secrets from JSON and log lines, which contain enumerable properties only. */
function nonEnumerable<Value extends object>(value: Value, ...secrets: (keyof Value)[]): Value {
  return Object.defineProperties(
    { ...value },
    Object.fromEntries(secrets.map((key) => [key, { enumerable: false }])),
  );
}

/** A YAML block scalar (`|`) ends with a line break. */
function trimTexts(template: Template): Template {
  return Object.fromEntries(
    Object.entries(template).map(([part, text]) => [part, (text as string).trimEnd()]),
  );
}

/** The result has no prototype, so that `constructor` is not a key unless the file configures it. */
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
