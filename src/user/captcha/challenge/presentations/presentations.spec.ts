import { readdirSync } from 'node:fs';
import { randomCode } from '../code/random-code.js';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../../test/support/tenant.js';
import { PRESENTATIONS } from './index.js';

const { image } = tenantWith().policy;

describe.each(PRESENTATIONS)('PRESENTATIONS: $name', ({ formatOf, present, warmUp }) => {
  const { length, alphabet } = formatOf(image);

  it('has at least a million possible codes', () => {
    expect(alphabet.length ** length).toBeGreaterThanOrEqual(1e6);
  });

  it('returns a different data URI each time, without the code in clear', () => {
    const code = randomCode(length, alphabet);
    const urls = [present(code, 'en'), present(code, 'en')];
    expect(new Set(urls).size).toBe(2);
    for (const url of urls) {
      expect(url).toMatch(/^data:(image|audio)\/[a-z]+;base64,[\w+/]+=*$/);
      expect(Buffer.from(url.split(',')[1]!, 'base64').toString('latin1')).not.toContain(code);
    }
  });

  it('presents every character in every language', () => {
    for (const language of ['en', 'zh-CN', 'ar', 'xx']) {
      for (const character of alphabet) expect(() => present(character, language)).not.toThrow();
    }
  });

  it('warms up', () => {
    expect(() => warmUp()).not.toThrow();
  });
});

describe('PRESENTATIONS', () => {
  it('lists every file of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter(
      (file) => !/^(index|presentation)\.ts$|\.spec\.ts$/.test(file),
    );
    expect(files).toHaveLength(PRESENTATIONS.length);
  });
});
