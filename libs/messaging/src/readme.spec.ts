import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { createTransport } from './create-transport.js';
import { Outbox } from './outbox.js';
import { TRANSPORTS } from './transports/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README.md', () => {
  it.each(TRANSPORTS.map((type) => [type.schemes.join(', '), type] as const))(
    'lists schemes, channels and example DSN of %s',
    (_schemes, { schemes, channels, exampleDsn }) => {
      const names = schemes.map((name) => `\`${name}:\``).join(' ');
      const row = `| ${names} | ${channels.join(', ')} | \`${exampleDsn}\` |`;
      expect(readme.replace(/ +/g, ' ')).toContain(row);
    },
  );

  it('has valid DSNs for SMTP servers', async () => {
    const dsns = [...readme.matchAll(/`(smtps?(?:\+oauth2)?:\/\/[^`]+)`/g)].flatMap(([, dsn = '']) => dsn);
    expect(dsns.length).toBeGreaterThan(4);
    for (const dsn of dsns) await createTransport(dsn, 'mail', { outbox: new Outbox() }).close();
  });
});
