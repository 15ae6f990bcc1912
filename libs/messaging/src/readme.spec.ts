import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { TRANSPORTS } from './transports/index.js';

it.each(TRANSPORTS.map((type) => [type.schemes.join(', '), type] as const))(
  'the README has the row of %s as the code knows it',
  (_schemes, { schemes, channels, exampleDsn }) => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const row = `| ${schemes.map((name) => `\`${name}:\``).join(' ')} | ${channels.join(', ')} | \`${exampleDsn}\` |`;
    expect(readme.replace(/ +/g, ' ')).toContain(row);
  },
);
