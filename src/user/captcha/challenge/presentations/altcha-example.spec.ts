import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { describe, expect, it } from 'vitest';
import { CODE_ID_EXAMPLE } from '../examples.js';
import { ALTCHA_EXAMPLE } from './altcha-example.js';
import { codeIDOf, parsePayload } from './altcha-payload.js';

describe('ALTCHA_EXAMPLE', () => {
  it('is a payload for the example id, with the key that its challenge asks for', async () => {
    const { challenge, solution } = parsePayload(ALTCHA_EXAMPLE.code)!;
    expect(challenge).toEqual(ALTCHA_EXAMPLE.challenge);
    expect(codeIDOf(ALTCHA_EXAMPLE.code)).toBe(CODE_ID_EXAMPLE);
    expect(await solveChallenge({ challenge, deriveKey, counterStart: solution.counter })).toMatchObject(
      solution,
    );
  });
});
