import type { Channel } from '@system-management/messaging';
import { isSupportedCountry } from 'libphonenumber-js';
import { TEMPLATE_CHECKS } from './template-checks.js';
import type { Tenant, TenantPolicy } from '../tenant.js';

/**
 * Checks that a DSN describes a transport.
 * @throws {Error} with the problem, without secrets
 */
export type CheckDsn = (dsn: string, channel: Channel) => void;

/** Checks a policy whose numbers are each within their bounds. @returns problems of their combination */
export type CheckPolicy = (policy: TenantPolicy) => readonly string[];

/** Checks a complete tenant. @returns problems, such as `testRecipients[0]: …` */
export type CheckTenant = (tenant: Tenant) => readonly string[];

/** Rules for a tenant file, in addition to the schema. */
export interface TenantRules {
  /** Shipped languages as BCP 47 tags. */
  readonly languages: readonly string[];
  readonly checkDsn: CheckDsn;
  /**
   * Checks that a DSN describes a captcha vendor. Throws an Error with the problem, without secrets.
   * @default no check
   */
  readonly checkStepUpDsn?: (dsn: string) => void;
  /** Called for every tenant, including disabled ones, after its purposes are merged. */
  readonly checkPolicy: CheckPolicy;
  /** Called like {@link checkPolicy}. @default no check */
  readonly checkTenant?: CheckTenant;
}

/** Checks a value. @returns problems, without the value; none for a value of another type */
export type Check = (value: unknown) => readonly string[];

/** Checks that JSON Schema cannot express, by their names in the `check` keyword of the schema. */
export function tenantChecks({
  languages,
  checkDsn,
  checkStepUpDsn = () => undefined,
}: Pick<TenantRules, 'languages' | 'checkDsn' | 'checkStepUpDsn'>): Readonly<Record<string, Check>> {
  return {
    language: onText((tag) => languages.includes(tag) || `must be one of ${languages.join(', ')}`),
    country: onText((code) => isSupportedCountry(code) || 'must be an ISO 3166 country code, such as CN'),
    mailbox: onText((from) => from === '' || isMailbox(from) || 'must be one address, or Name <address>'),
    date: onText((date) => date === '' || isDate(date) || 'must be a date such as 2027-01-31'),
    ...Object.fromEntries(Object.entries(TEMPLATE_CHECKS).map(([name, check]) => [name, onText(check)])),
    mailDsn: onText((dsn) => dsn === '' || dsnProblem(dsn, () => checkDsn(dsn, 'mail'))),
    smsDsn: onText((dsn) => dsn === '' || dsnProblem(dsn, () => checkDsn(dsn, 'sms'))),
    stepUpDsn: onText((dsn) => dsn === '' || dsnProblem(dsn, () => checkStepUpDsn(dsn))),
    uniqueCodes: onList((tenants) => {
      const codes = tenants.map(({ code }) => code);
      return codes.flatMap((code, i) => {
        const first = codes.indexOf(code);
        return code === undefined || first === i ? [] : [`items ${first} and ${i} have the same code`];
      });
    }),
    uniqueSecrets: onList((tenants) => {
      const secrets = tenants.map(siteverifySecretOf);
      return secrets.flatMap((secret, i) => {
        const first = secrets.indexOf(secret);
        return !secret || first === i ? [] : [`items ${first} and ${i} have the same siteverify.secret`];
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
    const result = typeof value !== 'string' || check(value);
    return result === true ? [] : [result];
  };
}

/** `undefined` unless it is where the schema expects it. */
function siteverifySecretOf({ siteverify }: RawItem): unknown {
  const isObject = siteverify !== null && typeof siteverify === 'object';
  return isObject && 'secret' in siteverify ? siteverify.secret : undefined;
}

interface RawItem {
  readonly code?: unknown;
  readonly enabled?: unknown;
  readonly siteverify?: unknown;
}

/** Items may have any shape: the checks also run on invalid files, so that one reading finds every mistake. */
function onList(check: (items: readonly RawItem[]) => readonly string[]): Check {
  return (value) =>
    Array.isArray(value)
      ? check(value.map((item: unknown) => (item !== null && typeof item === 'object' ? item : {})))
      : [];
}

function dsnProblem(dsn: string, check: () => void): true | string {
  try {
    check();
    return true;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replaceAll(dsn, 'the DSN');
  }
}

/** Rejects days that do not exist, such as `2027-02-30`. */
function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,9}$/;
/** Without the special characters of RFC 5322 (lists, comments, routes, quotes) and without line breaks. */
// eslint-disable-next-line no-control-regex -- a header must not contain control characters
const NAMED = /^[^\u0000-\u001f\u007f<>()[\]@,;:\\"]{1,64} <([^<>\s]{3,320})>$/;

function isMailbox(from: string): boolean {
  return ADDRESS.test(NAMED.exec(from)?.[1] ?? from);
}
