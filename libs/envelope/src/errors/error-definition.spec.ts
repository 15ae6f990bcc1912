import { describe, expect, it } from 'vitest';
import { CommonErrors } from './common.errors.js';
import { defineErrors } from './error-definition.js';

/** Error table of the API contract: name, code, HTTP status. */
const CONTRACT = [
  ['Parameter', 100006, 400],
  ['System', 100007, 500],
  ['NotFound', 100009, 404],
  ['Duplicate', 100010, 409],
  ['Permissions', 100012, 403],
  ['Method', 100013, 405],
  ['Type', 100014, 415],
  ['OutRange', 100015, 413],
  ['Timeout', 100016, 504],
  ['Server', 100017, 503],
  ['NotEnable', 100021, 503],
  ['NotLogin', 1000007, 401],
  ['Frequent', 1000028, 429],
] as const;

describe('defineErrors()', () => {
  it('sets the name to the key and keeps the other properties', () => {
    const { Gone, Odd } = defineErrors({
      Gone: {
        code: 1,
        status: 410,
        description: 'It was here.',
        remedy: 'Look elsewhere.',
        data: { since: 1 },
      },
      Odd: { code: 2, status: 400, description: 'Odd.', remedy: 'Even.' },
    });
    expect(Gone).toEqual({
      name: 'Gone',
      code: 1,
      status: 410,
      description: 'It was here.',
      remedy: 'Look elsewhere.',
      data: { since: 1 },
    });
    expect(Odd).toEqual({ name: 'Odd', code: 2, status: 400, description: 'Odd.', remedy: 'Even.' });
  });

  it('ignores a name in the table', () => {
    const table = { Own: { name: 'Other', code: 1, status: 400, description: 'w', remedy: 'f' } };
    expect(defineErrors(table).Own.name).toBe('Own');
  });
});

describe('CommonErrors', () => {
  it.each(CONTRACT)('define %s with code %i and HTTP status %i', (name, code, status) => {
    expect(CommonErrors[name]).toMatchObject({ name, code, status });
  });

  it('contain the errors of the contract and no others', () => {
    expect(Object.keys(CommonErrors)).toEqual(CONTRACT.map(([name]) => name));
  });

  it('describe the cause and the remedy of each error in a sentence', () => {
    for (const { description, remedy } of Object.values(CommonErrors)) {
      expect(description).toMatch(/^[A-Z].+\.$/);
      expect(remedy).toMatch(/^[A-Z].+\.$/);
    }
  });
});
