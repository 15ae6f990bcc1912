import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { createCaptchaVendor, VENDORS } from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README.md', () => {
  it.each(VENDORS.map((vendor) => [vendor.scheme, vendor] as const))(
    'lists scheme, example DSN and documentation of %s',
    (_scheme, { scheme, exampleDsn, documentation }) => {
      const row = readme.split('\n').find((line) => line.includes(`| \`${scheme}:\``));
      expect(row).toContain(`\`${exampleDsn}\``);
      expect(row).toContain(`<${documentation}>`);
    },
  );

  it('lists every option', () => {
    const [, known = ''] = /known: (.+)$/.exec(messageOf('recaptcha://SECRET?sitekey=k&other=1')) ?? [];
    expect(known.split(', ').length).toBeGreaterThan(6);
    for (const option of known.split(', ')) expect(readme).toContain(`| \`${option}\` `);
  });
});

function messageOf(dsn: string): string {
  try {
    createCaptchaVendor(dsn);
    return '';
  } catch (error) {
    return String(error);
  }
}
