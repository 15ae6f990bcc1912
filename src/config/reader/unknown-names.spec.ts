import { describe, expect, it } from 'vitest';
import { FOREIGN_VARIABLES } from '../../../test/support/foreign-variables.js';
import { CONFIG_SLICES } from '../settings.js';
import { SettingsReader } from './settings-reader.js';
import { nearestName, unknownNames } from './unknown-names.js';

const reader = new SettingsReader({});
for (const { read } of CONFIG_SLICES) read(reader);
const SETTINGS = reader.names;

const inEnvironment = (...names: string[]): string[] =>
  unknownNames({ environment: Object.fromEntries(names.map((name) => [name, 'x'])), file: [] }, SETTINGS);

describe('nearestName()', () => {
  it.each([
    ['METRIC_TOKEN', 'METRICS_TOKEN'],
    ['METRICS_TOKENS', 'METRICS_TOKEN'],
    ['METIRCS_TOKEN', 'METRICS_TOKEN'],
    ['metrics_token', 'METRICS_TOKEN'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['TRUSTEDPROXIES', 'TRUSTED_PROXIES'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['SECRET_KEY', 'SECRET_KEYS'],
    ['SERCET_KEYS', 'SECRET_KEYS'],
    ['TENANT_FILE', 'TENANTS_FILE'],
    ['REDIS_URI', 'REDIS_URL'],
    ['REDIS_FENCES', 'REDIS_FENCE'],
    ['MAIL_DNS', 'MAIL_DSN'],
    ['EMAIL_DSN', 'MAIL_DSN'],
    ['SMS_DNS', 'SMS_DSN'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['OUTBOXES', undefined],
    ['OUT_BOX', 'OUTBOX'],
    ['USER_TOKENS_SECRET', 'USER_TOKEN_SECRET'],
    ['USERTOKENSECRET', 'USER_TOKEN_SECRET'],
    ['TICKETKEY', 'TICKET_KEY'],
    ['SUCESS_CODE', 'SUCCESS_CODE'],
    ['SHUTDOWN_GRACE_S', 'SHUTDOWN_GRACE'],
    ['OTEL_EXPORTER_OLTP_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['NODE_EVN', 'NODE_ENV'],
    ['POST', undefined],
    ['HOSTS', undefined],
    ['', undefined],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, SETTINGS)).toBe(nearest);
  });
});

describe('unknownNames()', () => {
  it('names a misspelt variable and the setting that it is like, without the value', () => {
    expect(inEnvironment('METRIC_TOKEN', 'PORT', 'PATH', 'CORS_ORIGIN')).toEqual([
      'METRIC_TOKEN: is not a setting, did you mean METRICS_TOKEN? If another program reads it, set METRICS_TOKEN as well',
      'CORS_ORIGIN: is not a setting, did you mean CORS_ORIGINS? If another program reads it, set CORS_ORIGINS as well',
    ]);
  });

  it('takes a variable for that of another program when the setting is set in the environment, too', () => {
    expect(inEnvironment('REDIS_URI', 'REDIS_URL')).toEqual([]);
    const environment = { REDIS_URI: 'x', REDIS_URL: '' };
    expect(unknownNames({ environment, file: [] }, SETTINGS)).toEqual([]);
  });

  it('ignores a variable that is undefined', () => {
    expect(unknownNames({ environment: { METRIC_TOKEN: undefined }, file: [] }, SETTINGS)).toEqual([]);
  });

  it('has no line for any setting, alone or with the others', () => {
    for (const name of SETTINGS) expect(inEnvironment(name)).toEqual([]);
    expect(unknownNames({ environment: {}, file: [...SETTINGS] }, SETTINGS)).toEqual([]);
  });

  it('has no line for variables of other programs: over 700 names, each alone in the environment', () => {
    expect(new Set(FOREIGN_VARIABLES).size).toBeGreaterThan(700);
    expect(FOREIGN_VARIABLES.filter((name) => inEnvironment(name).length > 0)).toEqual([]);
  });

  it('names a misspelt name of the file, and takes others for those of other programs', () => {
    const file = ['METRIC_TOKEN', 'PORT', 'TZ', 'OTEL_SERVICE_NAME', 'COMPOSE_PROJECT_NAME'];
    expect(unknownNames({ environment: { METRICS_TOKEN: 'x' }, file }, SETTINGS)).toEqual([
      'METRIC_TOKEN: is not a setting, did you mean METRICS_TOKEN?',
    ]);
  });
});
