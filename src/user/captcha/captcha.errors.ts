import { defineErrors } from '@system-management/envelope';

/** The rows that only captchas know. Their texts live in `src/languages`, which does not compile while one is missing. */
export const CaptchaErrors = defineErrors({
  Captcha: {
    code: 1000005,
    status: 400,
    description:
      'The code is wrong, expired, used, unknown, or was issued for another tenant, purpose or account: one answer for all.',
    remedy: 'Let the user try again; after the last attempt ask for a new code.',
  },
  NeedImgCaptcha: {
    code: 1000034,
    status: 403,
    description:
      'An image must be solved first, or the answer to one was wrong. data is a fresh image and says which.',
    remedy: 'Show data.url, then repeat the request with its codeID and the answer as code.',
    data: {
      codeID: 'Y1goJMD3qvs6jZ63QUXN',
      url: 'data:image/png;base64,iVBORw0KGgo…',
      expire: 180,
      reason: 'required',
    },
  },
  Delivery: {
    code: 1000100,
    status: 502,
    description: 'Every transport refused the message.',
    remedy: 'Check the address with the user; offer another type.',
  },
});

export type CaptchaErrorName = keyof typeof CaptchaErrors;
