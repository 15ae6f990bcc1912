import type { CommonErrorName } from '@system-management/envelope';
import type { CaptchaErrorName } from '../user/captcha/captcha.errors.js';

/**
 * Every text a caller or a recipient can see. English is the shape that each other language must fill: a missing text
 * does not compile. Placeholders in braces are filled in; the order of words is the translator's.
 */
export const en = {
  errors: {
    Parameter: 'The request has a mistake',
    System: 'Something went wrong on our side',
    NotFound: 'There is nothing at this address',
    Permissions: 'You are not allowed to do this',
    Method: 'This method is not available here',
    Type: 'The body must be JSON',
    OutRange: 'The request is too large',
    Timeout: 'The delivery service did not answer in time',
    Server: 'The service is busy, please try again shortly',
    NotEnable: 'This is not available here',
    NotLogin: 'Please sign in first',
    Frequent: 'Too many requests, please try again later',
    Captcha: 'The code is wrong or has expired',
    NeedImgCaptcha: 'Please solve the image captcha first',
    Delivery: 'The message could not be delivered',
  } satisfies Record<CommonErrorName | CaptchaErrorName, string>,

  rules: {
    isNotEmpty: '{field} is required',
    isString: '{field} must be a string',
    isIn: '{field} must be one of: {values}',
    maxLength: '{field} is too long',
    isText: '{field} contains a character that is not allowed',
    isEmail: '{field} must be one e-mail address',
    isPhone: '{field} must be one phone number, with country code or as dialled in {country}',
    isPurpose: '{field} is not a purpose of this tenant',
    isCode: '{field} does not look like such a code',
    isCodeId: '{field} is not the id of a code',
    isSame: '{field} and {other} must not differ',
    isTogether: '{field} and {other} must come together',
    isAlone: '{field} and {other} must not come together',
    isTenant: '{field} does not name a tenant',
    isJsonObject: 'The body must be a JSON object',
    isUrl: 'The URL is malformed',
    isHttp: 'The request is not valid HTTP',
    isInt: '{field} must be a whole number',
    invalid: '{field} is not valid',
  },

  purposes: {
    login: 'signing in',
    register: 'signing up',
    changePwd: 'changing your password',
    forgetPwd: 'resetting your password',
    bindAccount: 'linking your account',
    other: 'confirming your request',
  },

  message: {
    subject: '{code} is your {brand} code',
    lead: 'Your code for {purpose}:',
    life: 'It is valid for {minutes} min and can be used once.',
    secret: 'Never share it with anyone. Nobody from {brand} will ever ask for it.',
    ignore: 'If you did not ask for it, you can ignore this message.',
    sms: '[{brand}] {code} is your code for {purpose}, valid {minutes} min. Never share it.',
  },
} as const;
