import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/config/reader/settings-reader.js';
import { type Environment, readSettings } from '../../src/config/settings.js';
import { textFilesIn } from '../support/project-files.js';

const TICKET_KEY = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const KEYS = /SECRET_KEYS['"]?\s*[=:]\s*['"`]?((?:[\w-]{1,32}:[A-Za-z0-9+/]{16,}={0,2},?\s?)+)/g;
const WEBHOOKS = /whsec_([A-Za-z0-9+/]{16,}={0,2})/g;
/** The value of USER_TOKEN_SECRET, METRICS_TOKEN, or of a constant named after one. */
const TEXTS =
  /\b(?:\w*SECRET|METRICS_TOKEN)\b['"]?\s*[=:]\s*(?:'([^'\n]+)'|"([^"$\n]+)"|`([^`$\n]+)`|([^\s'"`$%|()]+)(?!\())/g;
/** Texts that are encoded in the line of a secret. */
const ENCODED = /(?:SECRET|whsec_).*Buffer\.from\('([^']+)'\)/g;

const files = await textFilesIn('.');
const printed = new Set(
  files.flatMap(({ text }) => [
    ...[...text.matchAll(KEYS)].flatMap(([, list = '']) =>
      list.split(',').map((entry) => entry.slice(entry.indexOf(':') + 1).trim()),
    ),
    ...[WEBHOOKS, TEXTS, ENCODED].flatMap((pattern) =>
      [...text.matchAll(pattern)].map(([, ...groups]) => groups.find((group) => group !== undefined) ?? ''),
    ),
  ]),
);

/** Every setting of ours with the secret as its value. */
function settingsWith(secret: string): Record<string, string> {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(secret);
  const base64 = isBase64 ? secret : Buffer.from(secret).toString('base64');
  return {
    SECRET_KEYS: `k1:${base64}`,
    USER_TOKEN_SECRET: secret,
    METRICS_TOKEN: secret,
    MAIL_DSN: `webhook+https://mail.example/?secret=whsec_${base64}`,
    SMS_DSN: `webhook+https://sms.example/?secret=whsec_${base64}`,
  };
}

function problemsOf(env: Environment): readonly string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
}

describe('SEC-55: readSettings() in production', () => {
  it('refuses every secret that this repository prints, by name and unprinted', () => {
    const accepted: string[] = [];
    for (const secret of printed) {
      const settings = settingsWith(secret);
      const problems = problemsOf({ NODE_ENV: 'production', TICKET_KEY, ...settings });
      const names = Object.keys(settings).filter(
        (name) => !problems.some((text) => text.startsWith(`${name}: `)),
      );
      if (names.length > 0) accepted.push(`${secret} as ${names.join()}`);
      // A shorter text can be part of any message.
      if (secret.length >= 8) expect(problems.join('\n')).not.toContain(secret);
    }
    expect(accepted).toEqual([]);
  });

  it('is asked about the secrets of .env, examples, the demo tenant and specs', () => {
    expect([...printed]).toEqual(
      expect.arrayContaining([
        'local-development-only',
        'QSBtYWRlLXVwIHNlY3JldCBmb3IgdGhlIFJFQURNRQ==',
        'bm90IGEgc2VjcmV0LCB0aGlzIGlzIGEgZGVtbyE=',
        'aHVudGVyMmh1bnRlcjI=',
        'a secret of the host',
        '0123456789abcdef0123456789ABCDEF',
      ]),
    );
  });
});
