import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { TRANSPORTS } from './transports/index.js';

describe('README.md', () => {
  it.each(TRANSPORTS.map((type) => [type.schemes.join(', '), type] as const))(
    'lists schemes, channels and example DSN of %s',
    (_schemes, { schemes, channels, exampleDsn }) => {
      const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
      const names = schemes.map((name) => `\`${name}:\``).join(' ');
      const row = `| ${names} | ${channels.join(', ')} | \`${exampleDsn}\` |`;
      expect(readme.replace(/ +/g, ' ')).toContain(row);
    },
  );
});
