import { describe, expect, it } from 'vitest';
import { codeIDOf } from './altcha-payload.js';

const payload = (codeID: unknown): string => {
  const challenge = { parameters: { data: { codeID } }, signature: '' };
  return Buffer.from(JSON.stringify({ challenge, solution: {} })).toString('base64');
};

describe('codeIDOf()', () => {
  it('returns the codeID of a payload', () => {
    expect(codeIDOf(payload('Y1goJMD3qvs6jZ63QUXN'))).toBe('Y1goJMD3qvs6jZ63QUXN');
  });

  it.each([
    ['short', 'Y1goJMD3qvs6jZ63QUX'],
    ['long', 'Y'.repeat(4000)],
    ['of other characters', 'Y1goJMD3qvs6jZ63QUX}'],
    ['followed by a line end', 'Y1goJMD3qvs6jZ63QUXN\n'],
    ['no text', 1e19],
    ['a list', ['Y1goJMD3qvs6jZ63QUXN']],
    ['absent', undefined],
  ])('returns none that is %s', (_, codeID) => {
    expect(codeIDOf(payload(codeID))).toBeUndefined();
  });

  it('returns none of an answer that is no payload', () => {
    expect(codeIDOf('Y1goJMD3qvs6jZ63QUXN')).toBeUndefined();
  });
});
