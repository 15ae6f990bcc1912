/** Where a code of any type is asked for, and where it is answered. */
export const CAPTCHA = '/api/v1/system/user/captcha';
export const VERIFY = `${CAPTCHA}/verify`;

/** Asks for a picture. */
export const IMAGE = { use: 'login', type: 'image' } as const;

/** A code that was never issued: the answer is 400, and leaves at the next beat of 3 ms. */
export const UNKNOWN_CODE = {
  use: 'login',
  type: 'email',
  account: 'a@example.com',
  codeID: 'Y1goJMD3qvs6jZ63QUXN',
  code: '123456',
} as const;
