import { ParameterError, StrictValidationPipe } from '@system-management/envelope';
import { describe, expect, it } from 'vitest';
import { parseProof } from './parse-proof.js';

const PICTURE = { type: 'image', codeID: 'Y1goJMD3qvs6jZ63QUXN', code: 'ACDEFH' };
const MAIL = { type: 'email', account: 'jane@example.com', codeID: 'Y1goJMD3qvs6jZ63QUXN', code: '123456' };

const pipe = new StrictValidationPipe();

describe('A route that names no types', () => {
  it('takes codes that prove an account', async () => {
    expect(await parseProof(MAIL, { use: 'login' }, pipe)).toMatchObject({
      type: 'email',
      account: 'jane@example.com',
    });
  });

  it('does not take a solved picture, which proves nobody’s', async () => {
    await expect(parseProof(PICTURE, { use: 'login' }, pipe)).rejects.toBeInstanceOf(ParameterError);
    expect(await parseProof(PICTURE, { use: 'login', types: ['image'] }, pipe)).toMatchObject({
      type: 'image',
    });
  });
});
