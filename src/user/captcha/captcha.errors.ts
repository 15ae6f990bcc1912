import { CommonErrors, defineErrors } from '@system-management/envelope';
import { CODE_ID_EXAMPLE, PICTURE_EXAMPLE } from './challenge/examples.js';
import { StepUpResponse } from './responses/step-up.response.js';

/** Errors of the captcha routes. Their texts are in `src/languages`, which does not compile if one is missing. */
export const CaptchaErrors = defineErrors({
  Captcha: {
    code: 1000005,
    status: 400,
    schema: 'CaptchaError',
    description:
      'The code is wrong, expired, used or unknown, or was issued for another tenant, purpose or account. All cases have this error.',
    remedy: 'Let the user try again. After the last attempt, request a new code.',
  },
  NeedImgCaptcha: {
    code: 1000034,
    status: 403,
    dataModel: StepUpResponse,
    description:
      'An image must be solved first, or the answer to one was wrong; data.reason says which. data is a new image, or names the widget of a vendor that takes its place.',
    remedy:
      'Show data.url, or the widget of data.vendor, then repeat the request with data.codeID and the answer, or the token of the widget, as code.',
    data: {
      codeID: CODE_ID_EXAMPLE,
      url: PICTURE_EXAMPLE.url,
      expire: 180,
      codeLength: 6,
      codeAlphabet: 'letters',
      reason: 'required',
    },
  },
  CountryNotEnable: {
    code: 100021,
    status: 403,
    schema: CommonErrors.NotEnable.name,
    description: 'The tenant sends no SMS to the country of this number.',
    remedy: 'Let the user enter another number, or offer another type.',
  },
  Delivery: {
    code: 1000100,
    status: 502,
    schema: 'DeliveryError',
    description: 'Every transport refused the message.',
    remedy: 'Check the address with the user; offer another type.',
  },
});

export type CaptchaErrorName = keyof typeof CaptchaErrors;
