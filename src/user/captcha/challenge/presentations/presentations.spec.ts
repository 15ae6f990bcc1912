import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { presentations } from '../../../../../test/support/presentations.js';
import { tenantWith } from '../../../../../test/support/tenant.js';
import { matchesFormat } from '../code/code-format.js';
import { newCodeID } from '../code/code-id.js';
import { PRESENTATIONS, presentationOf, PRESENTATION_NAMES } from './index.js';

const tenant = tenantWith();
const { image: policy } = tenant.policy;
const all = await presentations();

describe.each(PRESENTATION_NAMES)('PRESENTATIONS: %s', (name) => {
  const format = presentationOf(name).formatOf(policy);
  const present = (language = 'en') =>
    all[name].present({ id: newCodeID(), use: 'login', tenant, language, policy, doublings: 0 });

  it('has at least a million possible codes', () => {
    if (format) expect(format.alphabet.length ** format.length).toBeGreaterThanOrEqual(1e6);
  });

  it('presents another code each time, of its format and not in clear', async () => {
    const presented = await Promise.all([present(), present()]);
    expect(new Set(presented.map(({ code }) => code)).size).toBe(2);
    for (const { code, ...shown } of presented) {
      if (format) expect(matchesFormat(code, format)).toBe(true);
      const data = Buffer.from(shown.url.split(',')[1] ?? '', 'base64').toString('latin1');
      expect(JSON.stringify(shown) + data).not.toContain(code);
    }
  });

  it('reads a code of its format, and no other text', async () => {
    const { code } = await present();
    if (format) expect(await all[name].read(code, policy)).toBe(code);
    for (const text of ['', 'short', '!'.repeat(6), '='.repeat(200)])
      expect(await all[name].read(text, policy)).toBeUndefined();
  });

  it('presents in every language', async () => {
    for (const language of ['en', 'zh-CN', 'ar', 'xx'])
      await expect(present(language)).resolves.toBeDefined();
  });

  it('warms up', () => {
    expect(() => all[name].warmUp?.()).not.toThrow();
  });
});

describe('PRESENTATIONS', () => {
  it('lists every file of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.presentation.ts'));
    expect(files).toHaveLength(PRESENTATIONS.length);
  });
});
