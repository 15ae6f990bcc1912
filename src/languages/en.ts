import type { CommonErrorName } from '@system-management/envelope';
import type { CaptchaErrorName } from '../user/captcha/captcha.errors.js';

/**
 * All texts for callers and recipients. The other languages have the type of this object, so a missing text does not
 * compile. Translators may reorder the placeholders in braces.
 */
export const en = {
  errors: {
    Parameter: 'Something here is not right. Check what you entered and try again.',
    System: 'Something went wrong on our side. Try again in a few minutes.',
    NotFound: 'We could not find this. Check the address, or go back and try again.',
    Duplicate: 'This already exists. Use the existing one, or enter something else.',
    Permissions: 'You do not have permission to do this. If you need it, ask an administrator.',
    Method: 'This action is not available here. Reload the page and try again.',
    Type: 'This page sent something that we cannot read. Reload it and try again.',
    OutRange: 'This is too much to send at once. Shorten it and try again.',
    Timeout:
      'This is taking longer than usual. Wait a minute, and try again if nothing has happened by then.',
    Server: 'The service is busy right now. Wait a moment and try again.',
    NotEnable: 'This option is not available here. Choose another one.',
    CountryNotEnable:
      'We do not send text messages to numbers of this country. Use another number, or choose another way.',
    NotLogin: 'You are not signed in. Sign in and try again.',
    Frequent: 'There were too many attempts. Wait a while and try again.',
    Captcha: 'That code is wrong or has expired. Check it and try again, or ask for a new code.',
    NeedImgCaptcha: 'One more step: enter the characters in the picture and try again.',
    Delivery:
      'We could not send the message. Check the address or number and try again, or choose another way.',
  } satisfies Record<CommonErrorName | CaptchaErrorName, string>,

  // Instead of an error above, in these cases. {wait} is a phrase such as “in 45 seconds”.
  cases: {
    frequentWait: 'There were too many attempts. Try again {wait}.',
    imageWrong: 'That did not match the picture. Enter the characters in the new picture.',
    audioRequired: 'One more step: enter the digits that you hear and try again.',
    audioWrong: 'That did not match the recording. Enter the digits of the new recording.',
    checkRequired: 'One more step: complete the security check and try again.',
    checkWrong: 'The security check did not succeed. Complete the new one and try again.',
    page: 'Something is wrong with this page. Reload it and try again.',
  },

  // What {field} stands for in the rules: a name for programs, a general word for people; for a rule that applies to
  // each entry of a list, the entry.
  fields: {
    named: '{name}',
    unnamed: 'This entry',
    eachNamed: '{name} (each entry)',
    eachUnnamed: 'Each entry',
  },

  rules: {
    isNotEmpty: '{field} is required.',
    isString: '{field} must be a string.',
    isIn: '{field} must be one of: {values}.',
    maxLength: '{field} must have at most {max} characters.',
    isText: '{field} contains a character that is not allowed. Delete it and try again.',
    isEmail: 'That is not an e-mail address. Check it and try again.',
    isPhone:
      'That is not a phone number. Check it and try again. Start a number from another country with + and its country code.',
    isSmsCapable: 'This number cannot receive text messages. Use a mobile number.',
    isPurpose: '{field} is not a purpose of this tenant.',
    isCode: 'That does not look like the code. Check it and try again.',
    isCodeId: '{field} is not the id of a code.',
    isEqualTo: 'The two entries are different. Check them and try again.',
    isRequiredWith: '{field} and {other} must be sent together.',
    isExclusiveWith: '{field} and {other} must not be sent together.',
    isTenant: '{field} does not name a tenant.',
    isJsonObject: 'The body must be a JSON object.',
    isHttp: 'The request is not valid HTTP.',
    isInt: '{field} must be a whole number.',
    isLength: '{field} must have {min} to {max} characters.',
    isByteLength: '{field} must have {min} to {max} bytes.',
    isExactLength: '{field} must have exactly {min} characters.',
    minLength: '{field} must have {min} or more characters.',
    min: '{field} must be at least {min}.',
    max: '{field} must be at most {max}.',
    isNumber: '{field} must be a number.',
    isPositive: '{field} must be greater than 0.',
    isNegative: '{field} must be less than 0.',
    isDivisibleBy: '{field} must be a multiple of {step}.',
    isBoolean: '{field} must be true or false.',
    isDate: '{field} must be a date, such as 2026-11-29.',
    minDate: '{field} must not be before {min}.',
    maxDate: '{field} must not be after {max}.',
    isArray: '{field} must be a list.',
    arrayMinSize: 'Choose at least {min}.',
    arrayMaxSize: 'Choose at most {max}.',
    arrayUnique: 'The same entry appears twice. Remove one of them.',
    isObject: '{field} must be an object.',
    isNotIn: '{field} must not be one of: {values}.',
    matches: '{field} does not have the expected format. Check it and try again.',
    contains: '{field} must contain: {values}.',
    notContains: '{field} must not contain: {values}.',
    isAlpha: '{field} may only have letters.',
    isAlphanumeric: '{field} may only have letters and digits.',
    isLowercase: '{field} must be in lower case.',
    isUppercase: '{field} must be in upper case.',
    isStrongPassword:
      'This password is too easy to guess. Choose a longer one, with capital and small letters, digits and symbols.',
    isEmpty: '{field} must be empty.',
    hasFormat: '{field} must be a valid {format}.',
    invalid: '{field} is not valid. Check it and try again.',
  },

  // `msg` instead of a rule above, for a field of that name: `field.rule`.
  fieldRules: {
    'account.isNotEmpty': 'Enter your e-mail address or phone number.',
    'codeID.isNotEmpty': 'Ask for a code first.',
    'code.isNotEmpty': 'Enter the code.',
    'code.isRequiredWith': 'Enter the characters in the picture. If you see no picture, reload the page.',
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
