import type { Deadline } from '@system-management/challenge-store';
import type { GlobalLimits, Limits } from '../../../tenants/limits.js';
import type { PolicyContext } from '../challenge/policy-context.js';
import type { PresentationName } from '../challenge/presentations/index.js';
import type { Recipient } from '../challenge/recipient.js';
import type { LimitKeys } from '../keys/limit-keys.js';
import { addressOf, networkOf } from './client-networks.js';

/** What limits read of a request. */
export interface LimitRequest extends Omit<PolicyContext, 'deadline'> {
  /** Where the code is sent; `NO_RECIPIENT` for images and tickets. */
  readonly recipient: Recipient;
  /** The client's address. */
  readonly ip: string;
  /** Whether nothing is sent to the recipient: limits per day do not count its requests. @default false */
  readonly isTest?: boolean;
  /** @default 0.7 s for each operation on Redis */
  readonly deadline?: Deadline;
}

/**
 * What a request beyond the rate gets.
 *
 * | value | meaning |
 * |---|---|
 * | `refused` | 1000028, with or without an image |
 * | `image` | 1000034: one solved image lifts the limit for one request |
 * | `extra` | as `image`, but only while the rows of {@link EXTRA_LIMITS} allow it too |
 * | `effort` | a proof of work of twice the effort |
 */
export type Beyond = 'refused' | 'image' | 'extra' | 'effort';

/** One limit: `count` events at once, then one more every `seconds / count`. */
export interface Limit {
  /** Part of the stored key: `vr:<name>:<key>`. */
  readonly name: string;
  /**
   * The keys of what is counted, one per listed secret key. None: the limit does not apply to the request. Rows that count
   * the same share one function: `applyLimits()` calls it once for all of them.
   */
  readonly keysOf: (keys: LimitKeys, request: LimitRequest) => readonly string[];
  /** By the request's purpose. 0: every request is beyond it. */
  readonly count: (limits: Limits, global: GlobalLimits) => number;
  /** Length of the window; 0: the limit does not apply. */
  readonly seconds: number | ((limits: Limits) => number);
  readonly beyond: Beyond;
  /**
   * What gives a counted message back, beside a failure before anything was tried, which gives back every row.
   *
   * | value | meaning |
   * |---|---|
   * | `nothing` | it stays counted, also when the message is refused: otherwise probing would be free |
   * | `refusal` | a message that was certainly not sent: the recipient got none |
   * | `delivery` | everything but a vendor's refusal of this one message, which is what the row counts |
   */
  readonly givenBackBy: 'nothing' | 'refusal' | 'delivery';
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A network may do four times as much as one address. */
const ADDRESSES_PER_NETWORK = 4;
/** One network may use a quarter of what a prefix or a tenant may. */
const quarter = (count: number): number => Math.max(1, Math.floor(count / 4));
/** With solved images, a prefix may get five times as much, a tenant twice. */
const PREFIX_CEILING = 5;
const TENANT_CEILING = 2;

/** An E.164 number without its last four digits: a block of 10,000 numbers. */
const PHONE_PREFIX = /^(\+\d+)\d{4}$/;

type KeysOf = Limit['keysOf'];
const byAddress: KeysOf = (keys, { ip }) => keys.keysFor('address', addressOf(ip));
const byNetwork: KeysOf = (keys, { ip }) => keys.keysFor('network', networkOf(ip));
const byTenant: KeysOf = (keys, { tenant }) => keys.keysFor('tenant', tenant.code);
const byAccount: KeysOf = (keys, { tenant, recipient }) =>
  keys.keysFor('recipient', tenant.code, recipient.canonical);
const byRecipient: KeysOf = (keys, { recipient }) => keys.keysFor('recipient', recipient.canonical);
/** No key for the mailbox's own address: messages to its aliases must not use up those to its owner. */
const byMailbox: KeysOf = (keys, { tenant, recipient: { canonical, mailbox } }) =>
  canonical === mailbox ? [] : keys.keysFor('mailbox', tenant.code, mailbox);
/** No key for an e-mail address. */
const byPrefix: KeysOf = (keys, { tenant, recipient }) => {
  const prefix = PHONE_PREFIX.exec(recipient.canonical)?.[1];
  return prefix === undefined ? [] : keys.keysFor('prefix', tenant.code, prefix);
};
/** What one network uses of something else. */
const byNetworkOf =
  (keysOf: KeysOf): KeysOf =>
  (keys, request) => {
    const networks = byNetwork(keys, request);
    return keysOf(keys, request).map((key, index) => `${key}:${networks[index] ?? ''}`);
  };
const byRecipientOfNetwork = byNetworkOf(byRecipient);

type Counts = Limit['count'];

/** Two rows: an address, and its network with four times as much. */
function perAddress(
  name: string,
  count: Counts,
  seconds: number,
  { beyond = 'refused', givenBackBy = 'nothing' }: Partial<Pick<Limit, 'beyond' | 'givenBackBy'>> = {},
): Limit[] {
  const row = { seconds, beyond, givenBackBy } as const;
  const ofNetwork: Counts = (limits, global) => count(limits, global) * ADDRESSES_PER_NETWORK;
  return [
    { ...row, name: `address-${name}`, keysOf: byAddress, count },
    { ...row, name: `network-${name}`, keysOf: byNetwork, count: ofNetwork },
  ];
}

/** Four rows: a rate beyond which an image is needed, its ceiling, and one network's quarter of both. */
function withCeiling(name: string, keysOf: KeysOf, count: Counts, seconds: number, times: number): Limit[] {
  const row = { seconds, givenBackBy: 'nothing' } as const;
  const keysOfShare = byNetworkOf(keysOf);
  const ceiling: Counts = (limits, global) => count(limits, global) * times;
  const share =
    (of: Counts): Counts =>
    (limits, global) =>
      quarter(of(limits, global));
  return [
    { ...row, name, keysOf, count, beyond: 'image' },
    { ...row, name: `${name}-network`, keysOf: keysOfShare, count: share(count), beyond: 'image' },
    { ...row, name: `${name}-ceiling`, keysOf, count: ceiling, beyond: 'refused' },
    {
      ...row,
      name: `${name}-ceiling-network`,
      keysOf: keysOfShare,
      count: share(ceiling),
      beyond: 'refused',
    },
  ];
}

/** A row about the recipient: a refused message is given back to it. */
function ofRecipient(
  name: string,
  keysOf: KeysOf,
  count: Counts,
  seconds: Limit['seconds'],
  beyond: Beyond = 'extra',
): Limit {
  return { name, keysOf, count, seconds, beyond, givenBackBy: 'refusal' };
}

/**
 * The limits of a message. No key contains the purpose: purposes share what is used. Keys of addresses and networks, and
 * of `recipient-overall`, contain no tenant. Not here: the gap between two messages, which one step of the challenge store
 * decides together with the code that is repeated, and the budget of wrong answers, which is exact.
 */
export const MESSAGE_LIMITS: readonly Limit[] = [
  ...perAddress('messages', ({ address }) => address.messagesPerHour, HOUR),
  ...perAddress('step-up', ({ stepUp }) => stepUp.perAddressHour, HOUR, { beyond: 'image' }),
  ...perAddress('refused', ({ address }) => address.refusedPerHour, HOUR, { givenBackBy: 'delivery' }),
  ...withCeiling('tenant-messages', byTenant, ({ tenant }) => tenant.messagesPerDay, DAY, TENANT_CEILING),
  ...withCeiling('prefix-messages', byPrefix, ({ prefix }) => prefix.perHour, HOUR, PREFIX_CEILING),
  ofRecipient('recipient-step-up', byAccount, ({ stepUp }) => stepUp.perAccountHour, HOUR, 'image'),
  ofRecipient('recipient-hour', byAccount, ({ recipient }) => recipient.perHour, HOUR),
  ofRecipient('recipient-day', byAccount, ({ recipient }) => recipient.perDay, DAY),
  ofRecipient('recipient-network', byNetworkOf(byAccount), ({ recipient }) => recipient.networkPerDay, DAY),
  ofRecipient('mailbox-day', byMailbox, ({ recipient }) => recipient.mailboxPerDay, DAY),
  ofRecipient('recipient-overall', byRecipient, (_, global) => global.recipientPerDay, DAY),
];

/** The limits of a message beyond a row with `extra`, whose image was solved. */
export const EXTRA_LIMITS: readonly Limit[] = [
  ofRecipient(
    'with-image-gap',
    byRecipientOfNetwork,
    () => 1,
    ({ withImage }) => withImage.every,
    'refused',
  ),
  ofRecipient(
    'with-image-network',
    byRecipientOfNetwork,
    ({ withImage }) => withImage.networkPerDay,
    DAY,
    'refused',
  ),
  ofRecipient('with-image-day', byRecipient, ({ withImage }) => withImage.perDay, DAY, 'refused'),
];

/** Images in each presentation, requests that send nothing, and tokens that a vendor is asked about. */
export const IMAGE_LIMITS = perAddress('images', ({ address }) => address.imagesPerMinute, MINUTE);

/** Spoken images, in addition to {@link IMAGE_LIMITS}. */
export const AUDIO_LIMITS = perAddress('audio', ({ address }) => address.audioPerMinute, MINUTE);

/**
 * Proofs of work, in addition to {@link IMAGE_LIMITS}: each row that is exceeded doubles the effort, at an eighth, a quarter
 * and half of the rate of images.
 */
export const POW_LIMITS: readonly (readonly Limit[])[] = [8, 4, 2].map((share) => {
  const count: Counts = ({ address }) => Math.ceil(address.imagesPerMinute / share);
  return perAddress(`pow-${share}`, count, MINUTE, { beyond: 'effort' });
});

/** The rows of one presentation, in addition to {@link IMAGE_LIMITS}. */
export const PRESENTATION_LIMITS: Partial<Record<PresentationName, readonly Limit[]>> = {
  audio: AUDIO_LIMITS,
  pow: POW_LIMITS.flat(),
};

/** Wrong answers to images, unknown ids and tickets. Counted after the answer; beyond it all wrong answers get 1000028. */
export const ANSWER_LIMITS = perAddress('wrong', ({ address }) => address.wrongPerHour, HOUR);

/** Wrong answers to sent codes of a tenant. Refuses nothing: beyond it, new codes are strong. */
export const TENANT_WRONG_LIMIT: Limit = {
  name: 'tenant-wrong',
  keysOf: byTenant,
  count: ({ tenant }) => tenant.wrongPerHour,
  seconds: HOUR,
  beyond: 'refused',
  givenBackBy: 'nothing',
};
