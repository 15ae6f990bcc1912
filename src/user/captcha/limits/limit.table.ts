import type { Deadline } from '@system-management/challenge-store';
import type { GlobalLimits, Limits } from '../../../tenants/limits.js';
import type { PolicyContext } from '../challenge/policy-context.js';
import type { Recipient } from '../challenge/recipient.js';
import type { LimitKeys } from '../keys/limit-keys.js';
import { clientNetwork } from './client-network.js';

/** What limits read of a request. */
export interface LimitRequest extends Omit<PolicyContext, 'deadline'> {
  /** Where the code is sent; `NO_RECIPIENT` for images and tickets. */
  readonly recipient: Recipient;
  /** The client's address. */
  readonly ip: string;
  /** @default 0.7 s for each operation on Redis */
  readonly deadline?: Deadline;
}

/** One row of {@link LIMITS}. */
export interface Limit {
  /** Part of the Redis keys: `vl:<name>:<key>`. */
  readonly name: string;
  /** The keys of what is counted, one per listed secret key. None: the limit does not apply to the request. */
  readonly keysOf: (keys: LimitKeys, request: LimitRequest) => readonly string[];
  /** Seconds of a window. */
  readonly window: number;
  /** Seconds of the window that this request begins; 0 if it is not counted. @default window */
  readonly windowOf?: (limits: Limits) => number;
  /** Number allowed in a window, by the request's purpose. */
  readonly allowed: (limits: Limits, global: GlobalLimits) => number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An E.164 number without its last four digits: a block of 10,000 numbers. */
const PHONE_PREFIX = /^(\+\d+)\d{4}$/;

const byIp: Limit['keysOf'] = (keys, { tenant, ip }) => keys.keysFor('ip', tenant.code, clientNetwork(ip));

const byTenant: Limit['keysOf'] = (keys, { tenant }) => keys.keysFor('tenant', tenant.code);

/** No key for an e-mail address. */
const byPrefix: Limit['keysOf'] = (keys, { tenant, recipient }) => {
  const prefix = PHONE_PREFIX.exec(recipient.canonical)?.[1];
  return prefix === undefined ? [] : keys.keysFor('prefix', tenant.code, prefix);
};

const byAccount: Limit['keysOf'] = (keys, { tenant, recipient }) =>
  keys.accountTags(tenant.code, recipient.mailbox);

const byRecipient: Limit['keysOf'] = (keys, { recipient }) => keys.keysFor('recipient', recipient.mailbox);

/**
 * Every limit. All keys but those of `recipientDayOverall` contain the tenant. No key contains the purpose: purposes share
 * the counts and compare them with their own numbers. The budget of wrong answers per account is not here: the challenge
 * store keeps it, because it must be exact.
 */
export const LIMITS = {
  ipMessages: {
    name: 'ip-messages',
    keysOf: byIp,
    window: HOUR,
    allowed: ({ address }) => address.messagesPerHour,
  },
  ipImages: {
    name: 'ip-images',
    keysOf: byIp,
    window: MINUTE,
    allowed: ({ address }) => address.imagesPerMinute,
  },
  ipWrong: {
    name: 'ip-wrong',
    keysOf: byIp,
    window: HOUR,
    allowed: ({ address }) => address.wrongPerHour,
  },
  tenantMessages: {
    name: 'tenant-messages',
    keysOf: byTenant,
    window: DAY,
    allowed: ({ tenant }) => tenant.messagesPerDay,
  },
  /** Refuses nothing: once it is used up, new codes are strong. */
  tenantWrong: {
    name: 'tenant-wrong',
    keysOf: byTenant,
    window: HOUR,
    allowed: ({ tenant }) => tenant.wrongPerHour,
  },
  prefixMessages: {
    name: 'prefix-messages',
    keysOf: byPrefix,
    window: HOUR,
    allowed: ({ prefix }) => prefix.perHour,
  },
  recipientHour: {
    name: 'recipient-hour',
    keysOf: byAccount,
    window: HOUR,
    allowed: ({ recipient }) => recipient.perHour,
  },
  recipientDay: {
    name: 'recipient-day',
    keysOf: byAccount,
    window: DAY,
    allowed: ({ recipient }) => recipient.perDay,
  },
  recipientDayOverall: {
    name: 'recipient-day-overall',
    keysOf: byRecipient,
    window: DAY,
    allowed: (_, global) => global.recipientPerDay,
  },
  /** The gap after a code is the `resendAfter` that its own purpose returned, whichever purpose requests next. */
  recipientGap: {
    name: 'recipient-gap',
    keysOf: byAccount,
    window: HOUR,
    windowOf: ({ recipient }) => recipient.gap,
    allowed: () => 1,
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;
