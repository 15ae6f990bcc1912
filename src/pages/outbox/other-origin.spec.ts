import { describe, expect, it } from 'vitest';
import { isFromOtherOrigin, isNavigation } from './other-origin.js';

const host = 'localhost:3000';

describe('isFromOtherOrigin()', () => {
  it.each([
    {},
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { origin: 'http://localhost:3000' },
    { origin: 'https://localhost:3000', 'sec-fetch-site': 'same-origin' },
  ])('returns false for own pages, typed addresses and programs: %o', (headers) => {
    expect(isFromOtherOrigin({ host, ...headers })).toBe(false);
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' },
    { 'sec-fetch-site': 'same-origin, cross-site' },
    { origin: 'http://localhost:4000' },
    { origin: 'http://localhost' },
    { origin: 'http://evil.test:3000', 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost:3000.evil.test' },
    { origin: 'http://evil.test//localhost:3000' },
    { origin: 'null' },
    { origin: '' },
  ])('returns true for any other origin: %o', (headers) => {
    expect(isFromOtherOrigin({ host, ...headers })).toBe(true);
  });

  it('returns true for an origin where Host is missing', () => {
    expect(isFromOtherOrigin({ origin: 'http://localhost:3000' })).toBe(true);
  });

  it('compares without the default port, as browsers write Origin and Host', () => {
    expect(isFromOtherOrigin({ host: 'Dev-Box', origin: 'http://dev-box' })).toBe(false);
  });
});

describe('isNavigation()', () => {
  it('is true for a tab only', () => {
    const of = (mode: string, dest: string) =>
      isNavigation({ 'sec-fetch-mode': mode, 'sec-fetch-dest': dest });
    expect(of('navigate', 'document')).toBe(true);
    for (const [mode, dest] of [
      ['navigate', 'iframe'],
      ['cors', 'document'],
      ['no-cors', 'script'],
    ] as const)
      expect(of(mode, dest)).toBe(false);
    expect(isNavigation({})).toBe(false);
  });
});
