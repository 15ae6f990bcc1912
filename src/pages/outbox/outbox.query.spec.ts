import { describe, expect, it } from 'vitest';
import { spellingsOf } from './outbox.query.js';

describe('spellingsOf()', () => {
  it('reads a space as the + that it was before a query parser', () => {
    expect(spellingsOf('a b@example.com')).toContain('a+b@example.com');
    expect(spellingsOf(' 447400123456')).toContain('+447400123456');
  });

  it('keeps the account as given', () => {
    expect(spellingsOf('138 0013 8000')).toContain('138 0013 8000');
    expect(spellingsOf('jane@example.com')).toEqual(['jane@example.com']);
  });

  it('is empty for an account without visible characters', () => {
    for (const account of ['', ' ', '\u200b']) expect(spellingsOf(account)).toEqual([]);
  });
});
