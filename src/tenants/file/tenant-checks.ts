import type { Channel } from '@system-management/messaging';
import { isSupportedCountry } from 'libphonenumber-js';
import { TEMPLATE_CHECKS } from './template-checks.js';
import type { Tenant, TenantPolicy } from '../tenant.js';

/**
 * Throws when no transport can be made of a DSN.
 * @throws {Error} whose message tells the mistake and repeats no secret
 */
export type CheckDsn = (dsn: string, channel: Channel) => void;

/** Tells what is wrong with numbers that are each within their bounds; nothing when they may be used together. */
export type CheckPolicy = (policy: TenantPolicy) => readonly string[];

/** Tells what is wrong with a whole tenant, as lines such as `testRecipients[0]: …`; nothing when it may be used. */
export type CheckTenant = (tenant: Tenant) => readonly string[];

/** What a tenant file must agree with, beside its schema. */
export interface TenantRules {
  /** Shipped languages as BCP 47 tags. */
  readonly languages: readonly string[];
  readonly checkDsn: CheckDsn;
  /** Asked about every tenant, disabled ones included, once its purposes are merged. */
  readonly checkPolicy: CheckPolicy;
  /** As {@link checkPolicy}. @default nothing is wrong */
  readonly checkTenant?: CheckTenant;
}

/** Tells what is wrong with a value, without repeating it; nothing for a right one, or for one that is of another type. */
export type Check = (value: unknown) => readonly string[];

/** What a schema cannot say. The schema's `check` keyword names these. */
export function tenantChecks({
  languages,
  checkDsn,
}: Pick<TenantRules, 'languages' | 'checkDsn'>): Readonly<Record<string, Check>> {
  return {
    language: onText((tag) => languages.includes(tag) || `must be one of ${languages.join(', ')}`),
    country: onText((code) => isSupportedCountry(code) || 'must be an ISO 3166 country code, such as CN'),
    mailbox: onText((from) => from === '' || isMailbox(from) || 'must be one address, or Name <address>'),
    date: onText((date) => date === '' || isDate(date) || 'must be a date such as 2027-01-31'),
    ...Object.fromEntries(Object.entries(TEMPLATE_CHECKS).map(([name, check]) => [name, onText(check)])),
    mailDsn: onText((dsn) => dsn === '' || dsnProblem(dsn, 'mail', checkDsn)),
    smsDsn: onText((dsn) => dsn === '' || dsnProblem(dsn, 'sms', checkDsn)),
    uniqueCodes: onList((tenants) => {
      const codes = tenants.map(({ code }) => code);
      return codes.flatMap((code, i) => {
        const first = codes.indexOf(code);
        return code === undefined || first === i ? [] : [`items ${first} and ${i} have the same code`];
      });
    }),
    defaultTenant: onList((tenants) =>
      tenants.some(({ code, enabled }) => code === 'default' && enabled !== false)
        ? []
        : ['must contain a tenant with the code default that is enabled'],
    ),
  };
}

function onText(check: (text: string) => true | string): Check {
  return (value) => {
    const verdict = typeof value !== 'string' || check(value);
    return verdict === true ? [] : [verdict];
  };
}

/** Checks run on files of any shape, so that one reading finds every mistake. */
function onList(
  check: (items: readonly { code?: unknown; enabled?: unknown }[]) => readonly string[],
): Check {
  return (value) =>
    Array.isArray(value)
      ? check(value.map((item: unknown) => (item !== null && typeof item === 'object' ? item : {})))
      : [];
}

function dsnProblem(dsn: string, channel: Channel, checkDsn: CheckDsn): true | string {
  try {
    checkDsn(dsn, channel);
    return true;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replaceAll(dsn, 'the DSN');
  }
}

/** A day of the calendar: `2027-02-30` is none. */
function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,9}$/;
/** Without what RFC 5322 gives a meaning to (lists, comments, routes, quotes), and without line breaks. */
// eslint-disable-next-line no-control-regex -- control characters are what must not get into a header
const NAMED = /^[^\u0000-\u001f\u007f<>()[\]@,;:\\"]{1,64} <([^<>\s]{3,320})>$/;

function isMailbox(from: string): boolean {
  return ADDRESS.test(NAMED.exec(from)?.[1] ?? from);
}
