import { TenantFile } from '../../src/tenants/file/tenant-file.js';
import type { GlobalLimits, Limits } from '../../src/tenants/limits.js';
import { NO_RECIPIENT } from '../../src/user/captcha/challenge/recipient.js';
import type { LimitRequest } from '../../src/user/captcha/limits/limit.table.js';
import { tenantWith } from './tenant.js';

const file = new TenantFile('tenants.yaml', {
  languages: ['en'],
  checkDsn: () => undefined,
  checkPolicy: () => [],
});
const { global, tenants } = file.parse('tenants: [{ code: default }]');

/** The default numbers of `config/tenants.schema.json`. */
export const SHIPPED: { readonly limits: Limits; readonly global: GlobalLimits } = {
  global,
  limits: tenants[0]!.policy.limits,
};

/** Some numbers of each group. */
export type LimitChange = { readonly [Group in keyof Limits]?: Partial<Limits[Group]> };

const PLENTY = 1_000_000;
const UNLIMITED: Limits = {
  recipient: { gap: 0, perHour: PLENTY, perDay: PLENTY, networkPerDay: PLENTY, mailboxPerDay: PLENTY },
  withImage: { every: 0, networkPerDay: PLENTY, perDay: PLENTY },
  address: {
    messagesPerHour: PLENTY,
    imagesPerMinute: PLENTY,
    audioPerMinute: PLENTY,
    refusedPerHour: PLENTY,
    wrongPerHour: PLENTY,
  },
  tenant: { messagesPerDay: PLENTY, wrongPerHour: PLENTY },
  prefix: { perHour: PLENTY },
  account: { wrongPerDay: PLENTY },
  stepUp: { perAccountHour: PLENTY, perAddressHour: PLENTY },
};

/** Limits with some numbers changed. @param base @default limits that no test reaches */
export function limitsWith(change: LimitChange, base: Limits = UNLIMITED): Limits {
  return {
    recipient: { ...base.recipient, ...change.recipient },
    withImage: { ...base.withImage, ...change.withImage },
    address: { ...base.address, ...change.address },
    tenant: { ...base.tenant, ...change.tenant },
    prefix: { ...base.prefix, ...change.prefix },
    account: { ...base.account, ...change.account },
    stepUp: { ...base.stepUp, ...change.stepUp },
  };
}

/** The parts of a request that a test chooses. */
export interface RequestParts extends Partial<Pick<LimitRequest, 'recipient' | 'ip' | 'isTest'>> {
  /** @default the shipped ones */
  readonly limits?: Limits;
  /** Code of the tenant. @default 'default' */
  readonly tenant?: string;
}

/** A request as limits count it. */
export function limitRequest({
  limits = SHIPPED.limits,
  tenant: code = 'default',
  recipient = NO_RECIPIENT,
  ip = '192.0.2.1',
  isTest = false,
}: RequestParts = {}): LimitRequest {
  const tenant = tenantWith({ code });
  return { tenant, purpose: { ...tenant.policy.purposes['login']!, limits }, recipient, ip, isTest };
}

/** An address in a network of its own, for each of 65,536 numbers. */
export const addressInNetwork = (i: number, host = 1): string => `10.${i >> 8}.${i & 255}.${host}`;
