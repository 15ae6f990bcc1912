import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_SLICES } from '../../src/config/settings.js';
import { SettingsReader } from '../../src/config/reader/settings-reader.js';
import { TenantFile } from '../../src/tenants/file/tenant-file.js';
import { tenantRules } from '../../src/tenants/tenant-rules.js';
import { captchaTenantChecks } from '../../src/user/captcha/captcha.tenant-checks.js';

const EXAMPLES = 'docs/examples/check-ticket';
const readme = await readFile('README.md', 'utf8');

/** The rows of the table under a heading, without the head. */
const rowsUnder = (heading: string): readonly (readonly string[])[] => {
  const [, section = ''] = readme.split(`\n${heading}\n`);
  const [, table = ''] = /\n((?:\|.*\n)+)/.exec(section) ?? [];
  const [, , ...rows] = table.trimEnd().split('\n');
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

describe('README.md', () => {
  it.each(['node.mjs', 'check_ticket.py', 'go/main.go', 'CheckTicket.java'])(
    `shows ${EXAMPLES}/%s as it is`,
    async (file) => {
      expect(readme).toContain(`\n${await readFile(join(EXAMPLES, file), 'utf8')}\`\`\`\n`);
    },
  );

  it('lists every setting', () => {
    const reader = new SettingsReader({});
    for (const { read } of CONFIG_SLICES) read(reader);
    const listed = rowsUnder('## Settings').flatMap(([names = '']) =>
      [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    expect(listed.toSorted()).toEqual([...reader.names].toSorted());
  });

  it('lists every limit of a tenants file with its default', () => {
    const file = new TenantFile(
      '',
      tenantRules({ production: false, mailDsn: '', smsDsn: '' }, captchaTenantChecks),
    );
    const { global, tenants } = file.parse('tenants: [{ code: default }]');
    const listed = rowsUnder('### Limits').map(([key = '', value]) => [
      key.replaceAll('`', ''),
      Number(value),
    ]);
    expect(Object.fromEntries(listed)).toMatchObject(leaves({ global, limits: tenants[0]!.policy.limits }));
  });
});

describe('README.md and docs/', async () => {
  const documents = ['README.md', ...(await readdir('docs')).filter((name) => name.endsWith('.md'))].map(
    (name) => (name === 'README.md' ? name : join('docs', name)),
  );

  it.each(documents)('%s links files and headings that exist', async (path) => {
    const text = path === 'README.md' ? readme : await readFile(path, 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)|src="(docs[^"]+)"/g)];
    expect(links).not.toEqual([]);
    for (const [link, file = '', heading, image] of links) {
      const target = image ?? (file ? join(dirname(path), file) : path);
      expect(existsSync(target), link).toBe(true);
      if (heading) expect(anchorsOf(await readFile(target, 'utf8')), link).toContain(heading);
    }
  });
});

/** Ids that GitHub gives to headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The numbers in an object, by their paths. */
function leaves(value: object, path = ''): Record<string, number> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
      typeof member === 'object' && member
        ? Object.entries(leaves(member, `${path}${key}.`))
        : [[`${path}${key}`, Number(member)]],
    ),
  );
}
