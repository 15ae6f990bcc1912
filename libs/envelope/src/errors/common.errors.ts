import { DetailResponse } from './detail.response.js';
import { defineErrors } from './error-definition.js';
import { ParameterErrorResponse } from './parameter-error.response.js';
import { RetryResponse } from './retry.response.js';

/** Errors that any module may throw. Their codes are part of the API contract. */
export const CommonErrors = defineErrors({
  Parameter: {
    code: 100006,
    status: 400,
    schema: 'ParameterError',
    dataModel: ParameterErrorResponse,
    description: 'A field, a header, the URL or the JSON of the request is invalid.',
    remedy:
      'Show msg, which is about the first field. data.errors names each invalid field, the rule and a message.',
    data: {
      errors: [
        {
          field: 'account',
          rule: 'isEmail',
          message: 'That is not an e-mail address. Check it and try again.',
        },
      ],
    },
  },
  System: {
    code: 100007,
    status: 500,
    schema: 'SystemError',
    description: 'An unexpected error occurred on the server.',
    remedy: 'Report it with the X-Request-Id of the response.',
  },
  NotFound: {
    code: 100009,
    status: 404,
    dataModel: DetailResponse,
    description: 'The route does not exist.',
    remedy: 'Check the path.',
  },
  Duplicate: {
    code: 100010,
    status: 409,
    dataModel: DetailResponse,
    description: 'The resource exists already.',
    remedy: 'Use the existing one, or choose another name.',
  },
  Permissions: {
    code: 100012,
    status: 403,
    schema: 'PermissionsError',
    dataModel: DetailResponse,
    description: 'The caller is not permitted to do this.',
    remedy: 'Use an account with the permission.',
  },
  Method: {
    code: 100013,
    status: 405,
    schema: 'MethodError',
    dataModel: DetailResponse,
    description: 'The route exists, but not for this method.',
    remedy: 'Use a method of the Allow header.',
  },
  Type: {
    code: 100014,
    status: 415,
    schema: 'ContentTypeError',
    dataModel: DetailResponse,
    description: 'The body is not JSON.',
    remedy: 'Send Content-Type: application/json.',
  },
  OutRange: {
    code: 100015,
    status: 413,
    dataModel: DetailResponse,
    description: 'The body, or (as 431) the headers, are larger than the server accepts.',
    remedy: 'Send a smaller request.',
  },
  Timeout: {
    code: 100016,
    status: 504,
    schema: 'TimeoutError',
    description: 'An upstream service did not answer in time; the operation may still complete.',
    remedy: 'Check whether it completed, or retry.',
  },
  Server: {
    code: 100017,
    status: 503,
    schema: 'ServerError',
    dataModel: RetryResponse,
    description: 'A dependency cannot be reached, the service is overloaded, or it is shutting down.',
    remedy: 'Retry after data.retryAfter seconds.',
    data: { retryAfter: 1 },
  },
  NotEnable: {
    code: 100021,
    status: 503,
    description: 'The feature is not enabled, or (as 403) not for this request.',
    remedy: 'Use another feature, or ask the operator to enable it.',
  },
  NotLogin: {
    code: 1000007,
    status: 401,
    dataModel: DetailResponse,
    description: 'The operation needs a signed-in user, and the request has no valid user token.',
    remedy: 'Sign in, then send the token.',
  },
  Frequent: {
    code: 1000028,
    status: 429,
    dataModel: RetryResponse,
    description: 'A rate limit is exceeded.',
    remedy: 'Retry after data.retryAfter seconds (also in Retry-After).',
    data: { retryAfter: 42 },
  },
});

export type CommonErrorName = keyof typeof CommonErrors;
