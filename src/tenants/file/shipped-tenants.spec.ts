import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { captchaTenantChecks } from '../../user/captcha/captcha.tenant-checks.js';
import { tenantRules } from '../tenant-rules.js';
import { TenantFile, type TenantFileContent } from './tenant-file.js';

const FILE = new URL('../../../config/tenants.yaml', import.meta.url);
const DEMO = new URL('../../../config/tenants.demo.yaml', import.meta.url);
const SHIPPED = [
  ['tenants.yaml', FILE],
  ['tenants.demo.yaml', DEMO],
] as const;
const SCHEMA = new URL('../../../config/tenants.schema.json', import.meta.url);

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly deprecationMessage?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
}

const root = JSON.parse(readFileSync(SCHEMA, 'utf8')) as Schema & { definitions: Record<string, Schema> };

/** Merges a schema with the schemas that it refers to; its own keys win. */
function merged(schema: Schema): Schema {
  const parts = [...(schema.$ref ? [definition(schema.$ref)] : []), ...(schema.allOf ?? [])].map(merged);
  return Object.assign({}, ...parts, schema) as Schema;
}

function definition(ref: string): Schema {
  const found = root.definitions[ref.replace('#/definitions/', '')];
  if (!found) throw new Error(`no ${ref}`);
  return found;
}

/**
 * Every key with its schema, such as `policy.purposes.*.image.length`; none below a deprecated key. `*` also stands for
 * the items of a list.
 */
function keysOf(schema: Schema, path: string): [string, Schema][] {
  const { properties = {}, additionalProperties, items } = merged(schema);
  const named = Object.entries(properties).map(([key, value]) => [`${path}${key}`, merged(value)] as const);
  const wildcards = [additionalProperties, items]
    .filter((other) => other !== undefined && other !== false)
    .map((other) => [`${path}*`, merged(other)] as const);
  return [...named, ...wildcards].flatMap(([key, value]) => [
    [key, value] as [string, Schema],
    ...(value.deprecated ? [] : keysOf(value, `${key}.`)),
  ]);
}

const globalKeys = (): [string, Schema][] => keysOf(root.properties?.['global'] ?? {}, 'global.');
const tenantKeys = (): [string, Schema][] => keysOf(definition('#/definitions/tenant'), '');

/** `*` stands for the shipped purposes, too: all purposes have the same keys. */
const anyPurpose = (key: string): string => key.replace(/^policy\.purposes\.\w+/, 'policy.purposes.*');

/** Whether a value has the key; `*` matches any. */
function has(value: unknown, [step, ...rest]: string[]): boolean {
  if (step === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return Object.keys(record).some((key) => (step === '*' || step === key) && has(record[key], rest));
}

const NO_DSNS = { mailDsn: '', smsDsn: '' };

/** Reads a file with the rules of a start. */
const read = (url: URL, { production }: { production: boolean }): Promise<TenantFileContent> =>
  new TenantFile(fileURLToPath(url), tenantRules({ ...NO_DSNS, production }, captchaTenantChecks)).read();

describe('config/*.yaml', () => {
  it.each(SHIPPED)('names its schema for editors on the first line: %s', (_, url) => {
    const [first] = readFileSync(url, 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=./tenants.schema.json');
  });

  it.each(SHIPPED)('has no old keys: %s', async (_, url) => {
    expect((await read(url, { production: false })).warnings).toEqual([]);
  });
});

describe('config/tenants.yaml', () => {
  it('is valid in production: the tenant default with the default values and without fixed codes', async () => {
    const { global, tenants } = await read(FILE, { production: true });
    const defaults = new TenantFile(
      '',
      tenantRules({ ...NO_DSNS, production: true }, captchaTenantChecks),
    ).parse('tenants: [{ code: default, name: Default }]');
    expect({ global, tenants }).toEqual({ global: defaults.global, tenants: defaults.tenants });
    expect(tenants[0]?.testRecipients).toEqual([]);
  });
});

describe('config/tenants.demo.yaml', () => {
  it('is what .env names, so that development shows the tenant demo', () => {
    const env = readFileSync(new URL('../../../.env', import.meta.url), 'utf8');
    expect(env).toMatch(/^TENANTS_FILE=config\/tenants\.demo\.yaml$/m);
  });

  it('is valid, and contains the tenants default and demo', async () => {
    const { tenants } = await read(DEMO, { production: false });
    expect(tenants.map(({ code, enabled }) => [code, enabled])).toEqual([
      ['default', true],
      ['demo', true],
    ]);
  });

  it('contains every key of the schema; the tenant demo has every key of a tenant', () => {
    const content = parse(readFileSync(DEMO, 'utf8')) as Record<string, unknown>;
    expect(globalKeys().filter(([key]) => !has(content, key.split('.')))).toEqual([]);
    const { tenants } = parse(readFileSync(DEMO, 'utf8')) as { tenants: Record<string, unknown>[] };
    const demo = tenants.find(({ code }) => code === 'demo');
    const keys = tenantKeys()
      .filter(([, { deprecated }]) => !deprecated)
      .map(([key]) => anyPurpose(key));
    expect(keys).toContain('policy.purposes.*.phone.attempts');
    expect(keys).toContain('policy.purposes.*.limits.stepUp.perAddressHour');
    expect(keys).toContain('templates.*.*.html');
    expect(keys).toContain('testRecipients.*.until');
    expect(keys.filter((key) => !has(demo, key.split('.')))).toEqual([]);
  });
});

describe('config/tenants.schema.json', () => {
  it('has the defaults of the contract', () => {
    const leaves = [...globalKeys(), ...tenantKeys()].filter(
      ([, { type, default: value }]) => value !== undefined && type !== 'object',
    );
    expect(Object.fromEntries(leaves.map(([key, schema]) => [key, schema.default]))).toEqual({
      'global.recipientPerDay': 40,
      name: '',
      enabled: true,
      language: 'en',
      country: 'CN',
      countries: ['CN', 'HK', 'MO', 'TW', 'SG', 'US', 'GB'],
      domain: '',
      'brand.name': '',
      'mail.dsn': '',
      'mail.from': '',
      'mail.replyTo': '',
      'sms.dsn': '',
      'sms.sign': '',
      'sms.landlines': false,
      'sms.numbers': 'valid',
      'stepUp.presentation': 'image',
      'stepUp.dsn': '',
      'pow.cost': 1000,
      'pow.tries': 300,
      'siteverify.secret': '',
      testRecipients: [],
      'testRecipients.*.until': '',
      'policy.image.length': 6,
      'policy.image.alphabet': 'letters',
      'policy.image.lifetime': 180,
      'policy.image.attempts': 1,
      'policy.email.length': 6,
      'policy.email.alphabet': 'digits',
      'policy.email.lifetime': 180,
      'policy.email.attempts': 5,
      'policy.phone.length': 6,
      'policy.phone.alphabet': 'digits',
      'policy.phone.lifetime': 180,
      'policy.phone.attempts': 5,
      'policy.limits.recipient.gap': 60,
      'policy.limits.recipient.perHour': 5,
      'policy.limits.recipient.perDay': 10,
      'policy.limits.recipient.networkPerDay': 5,
      'policy.limits.recipient.mailboxPerDay': 40,
      'policy.limits.withImage.every': 600,
      'policy.limits.withImage.networkPerDay': 5,
      'policy.limits.withImage.perDay': 20,
      'policy.limits.address.messagesPerHour': 30,
      'policy.limits.address.imagesPerMinute': 120,
      'policy.limits.address.audioPerMinute': 12,
      'policy.limits.address.refusedPerHour': 10,
      'policy.limits.address.wrongPerHour': 60,
      'policy.limits.tenant.messagesPerDay': 10000,
      'policy.limits.tenant.wrongPerHour': 1000,
      'policy.limits.prefix.perHour': 20,
      'policy.limits.account.wrongPerDay': 10,
      'policy.limits.stepUp.perAccountHour': 2,
      'policy.limits.stepUp.perAddressHour': 10,
      'policy.purposes.login.requiresLogin': false,
      'policy.purposes.register.requiresLogin': false,
      'policy.purposes.forgetPwd.requiresLogin': false,
      'policy.purposes.changePwd.requiresLogin': true,
      'policy.purposes.bindAccount.requiresLogin': true,
      'policy.purposes.*.requiresLogin': false,
    });
  });

  it('marks the keys of earlier files as deprecated, and says what to write instead', () => {
    const deprecated = tenantKeys().filter(([, schema]) => schema.deprecated);
    expect(
      Object.fromEntries(deprecated.map(([key, schema]) => [anyPurpose(key), schema.deprecationMessage])),
    ).toEqual({
      'policy.limits.ip': 'write address instead',
      'policy.limits.stepUp.perIpHour': 'write perAddressHour instead',
      'policy.purposes.*.limits.ip': 'write address instead',
      'policy.purposes.*.limits.stepUp.perIpHour': 'write perAddressHour instead',
    });
  });

  it('describes every key', () => {
    const keys = [...globalKeys(), ...tenantKeys()];
    expect(keys.filter(([, { description }]) => !description)).toEqual([]);
  });

  it('allows unknown keys only in objects whose keys the operator chooses', () => {
    const open = [['', root] as const, ...tenantKeys()].filter(
      ([, { type, additionalProperties }]) => type === 'object' && additionalProperties !== false,
    );
    expect(open.map(([key]) => key)).toEqual(['sms.routes', 'templates', 'templates.*', 'policy.purposes']);
  });
});
