import { readdirSync } from 'node:fs';
import { randomCode } from '../random-code.js';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../../test/support/tenant.js';
import { PRESENTATIONS } from './index.js';

const { image } = tenantWith().policy;

describe.each(PRESENTATIONS)('The presentation $name', ({ formatOf: formatOf, present, warmUp }) => {
  const { length, alphabet } = formatOf(image);

  it('has codes that are guessed once in a million times at most', () => {
    expect(alphabet.length ** length).toBeGreaterThanOrEqual(1e6);
  });

  it('is a data URI of its own each time, which does not spell the code', () => {
    const code = randomCode(length, alphabet);
    const urls = [present(code, 'en'), present(code, 'en')];
    expect(new Set(urls).size).toBe(2);
    for (const url of urls) {
      expect(url).toMatch(/^data:(image|audio)\/[a-z]+;base64,[\w+/]+=*$/);
      expect(Buffer.from(url.split(',')[1]!, 'base64').toString('latin1')).not.toContain(code);
    }
  });

  it('can present every code it makes, in every language', () => {
    for (const language of ['en', 'zh-CN', 'ar', 'xx']) {
      for (const character of alphabet) expect(() => present(character, language)).not.toThrow();
    }
  });

  it('is ready before the first request', () => {
    expect(() => warmUp()).not.toThrow();
  });
});

describe('The presentations', () => {
  it('are those there is a file for', () => {
    const files = readdirSync(import.meta.dirname).filter(
      (file) => !/^(index|presentation)\.ts$|\.spec\.ts$/.test(file),
    );
    expect(files).toHaveLength(PRESENTATIONS.length);
  });
});
