import { ParameterError, StrictValidationPipe } from '@system-management/envelope';
import { describe, expect, it } from 'vitest';
import { parseProof } from './parse-proof.js';

const IMAGE = { type: 'image', codeID: 'Y1goJMD3qvs6jZ63QUXN', code: 'ACDEFH' };
const EMAIL = { type: 'email', account: 'jane@example.com', codeID: 'Y1goJMD3qvs6jZ63QUXN', code: '123456' };

const pipe = new StrictValidationPipe();

describe('parseProof() without types', () => {
  it('accepts codes that prove an account', async () => {
    expect(await parseProof(EMAIL, { use: 'login' }, pipe)).toMatchObject({
      type: 'email',
      account: 'jane@example.com',
    });
  });

  it('refuses a solved image, which proves no account', async () => {
    await expect(parseProof(IMAGE, { use: 'login' }, pipe)).rejects.toBeInstanceOf(ParameterError);
    expect(await parseProof(IMAGE, { use: 'login', types: ['image'] }, pipe)).toMatchObject({
      type: 'image',
    });
  });
});
