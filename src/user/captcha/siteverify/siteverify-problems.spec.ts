import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { siteverifyProblems } from './siteverify-problems.js';

const problems = (secret: string, isProduction = true) =>
  siteverifyProblems({ siteverify: { secret } }, isProduction);

describe('SEC-55: siteverifyProblems()', () => {
  it('refuses a short, predictable or published secret in production, and does not print it', () => {
    expect(problems('hunter2')).toEqual(['siteverify.secret: has 7 bytes, at least 32 are needed']);
    expect(problems('a'.repeat(40))).toEqual(['siteverify.secret: is not random: draw a new one']);
    expect(problems('a-secret-of-this-test-only-0123456789')).toEqual([
      'siteverify.secret: is published in the repository of this service: draw a new one',
    ]);
  });

  it('has none with a random secret, without a secret, and in development', () => {
    expect(problems(randomBytes(32).toString('base64'))).toEqual([]);
    expect(problems('')).toEqual([]);
    expect(problems('hunter2', false)).toEqual([]);
  });
});
