export const CAPTCHA = '/api/v1/system/user/captcha';
export const VERIFY = `${CAPTCHA}/verify`;

export const IMAGE = { use: 'login', type: 'image' } as const;

/** A code by e-mail to another account each time: `load()` replaces `#`. */
export const EMAIL = { use: 'login', type: 'email', account: 'p#@example.com' } as const;

/** A code that was never issued. The response is 400, delayed to the next timing quantum. */
export const UNKNOWN_CODE = {
  use: 'login',
  type: 'email',
  account: 'a@example.com',
  codeID: 'Y1goJMD3qvs6jZ63QUXN',
  code: '123456',
} as const;
