import { defineErrors } from './error-definition.js';

/** Rows any module may answer with. Numbers are those of the deployed system. */
export const CommonErrors = defineErrors({
  Parameter: {
    code: 100006,
    status: 400,
    description: 'Anything is wrong with the request: a field, a header, the JSON or the URL.',
    remedy: 'Read data.errors: one entry per mistake, with the field, the rule and a message to show.',
    data: { errors: [{ field: 'use', rule: 'isNotEmpty', message: 'use is required' }] },
  },
  System: {
    code: 100007,
    status: 500,
    description: 'A bug on our side.',
    remedy: 'Report it with the X-Request-Id of the answer.',
  },
  NotFound: { code: 100009, status: 404, description: 'There is no such route.', remedy: 'Check the path.' },
  Duplicate: {
    code: 100010,
    status: 409,
    description: 'What should be made is already there.',
    remedy: 'Use what is there, or choose another name.',
  },
  Permissions: {
    code: 100012,
    status: 403,
    description: 'The caller may not do this.',
    remedy: 'Ask with an account that may.',
  },
  Method: {
    code: 100013,
    status: 405,
    description: 'The route exists, but not for this method.',
    remedy: 'Use a method of the Allow header.',
  },
  Type: {
    code: 100014,
    status: 415,
    description: 'The body is not JSON.',
    remedy: 'Send Content-Type: application/json.',
  },
  OutRange: {
    code: 100015,
    status: 413,
    description: 'The body is larger than 4 KiB, or (as 431) the headers are larger than 16 KiB.',
    remedy: 'Send less.',
  },
  Timeout: {
    code: 100016,
    status: 504,
    description: 'The vendor did not answer in time; the message may still arrive.',
    remedy: 'Ask again; a code that still arrives is not valid.',
  },
  Server: {
    code: 100017,
    status: 503,
    description: 'The store cannot be reached, the service is overloaded, or it is shutting down.',
    remedy: 'Ask again after data.retryAfter seconds.',
    data: { retryAfter: 1 },
  },
  NotEnable: {
    code: 100021,
    status: 503,
    description: 'This tenant cannot send such messages, or (as 403) not to that country.',
    remedy: 'Offer another type, or ask the operator to enable it.',
  },
  NotLogin: {
    code: 1000007,
    status: 401,
    description: 'The purpose needs a signed-in user and no valid iThings-token came.',
    remedy: 'Sign in, then send the token.',
  },
  Frequent: {
    code: 1000028,
    status: 429,
    description: 'A limit is reached.',
    remedy: 'Ask again after data.retryAfter seconds (also in Retry-After).',
    data: { retryAfter: 42 },
  },
});

export type CommonErrorName = keyof typeof CommonErrors;
