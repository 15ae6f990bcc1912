import { describe, expect, it } from 'vitest';
import { CommonErrors } from './common.errors.js';
import { defineErrors } from './error-definition.js';

/** The contract's §4: name, code, HTTP status. */
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

describe('defineErrors', () => {
  it('names every row by its key and keeps what else it says', () => {
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

  it('lets no row of the table change another name than its own', () => {
    const table = { Own: { name: 'Other', code: 1, status: 400, description: 'w', remedy: 'f' } };
    expect(defineErrors(table).Own.name).toBe('Own');
  });
});

describe('The common errors', () => {
  it.each(CONTRACT)('answer %s with code %i and HTTP %i', (name, code, status) => {
    expect(CommonErrors[name]).toMatchObject({ name, code, status });
  });

  it('are those of the contract and no others', () => {
    expect(Object.keys(CommonErrors)).toEqual(CONTRACT.map(([name]) => name));
  });

  it('tell for each row when it happens and what to do', () => {
    for (const { description, remedy } of Object.values(CommonErrors)) {
      expect(description).toMatch(/^[A-Z].+\.$/);
      expect(remedy).toMatch(/^[A-Z].+\.$/);
    }
  });
});
