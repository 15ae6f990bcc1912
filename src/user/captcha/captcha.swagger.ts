import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import { ApiEnvelope, CommonErrors } from '@system-management/envelope';
import { ApiErrors } from '../../pipeline/api-errors.js';
import { CaptchaErrors } from './captcha.errors.js';
import { CODE_ID_EXAMPLE, TICKET_EXAMPLE } from './challenge/examples.js';
import { CAPTCHA_PROVIDERS, type CaptchaExample } from './delivery/providers/index.js';
import { IssueRequest } from './dto/issue.request.js';
import { IssueResponse } from './responses/issue.response.js';
import { VerifyRequest } from './dto/verify.request.js';
import { VerifyResponse } from './responses/verify.response.js';
import { SOURCE_PAGE } from './source-page.js';

/** Errors of routes that verify a code or redeem a ticket. */
export const VERIFICATION_ERRORS = [CaptchaErrors.Captcha, CommonErrors.NotLogin, CommonErrors.Frequent];

const ISSUE = [
  'One endpoint for all types: `email` and `phone` send a code, `image` returns a picture, a sound or a proof of work to solve. The code is never part of the response.',
  "After several messages within an hour an image must be solved first, or a proof of work or a vendor's widget, as the tenant has chosen. Error 1000034 contains it: repeat the request with its `codeID`, and its solution as `code`.",
  'Asking again is safe: while a code of the account is live, a new `codeID` is returned for the same code. Until `resendAfter` seconds have passed nothing is sent again.',
  'An optional field that is `null` counts as absent; unknown fields are ignored.',
  SOURCE_PAGE,
].join('\n\n');

/** The examples of every captcha type, by name. */
function examplesOf<Shown>(
  show: (example: CaptchaExample & { readonly type: string }) => Shown,
): Record<string, Shown> {
  const examples = CAPTCHA_PROVIDERS.flatMap(({ type, examples }) =>
    Object.entries<CaptchaExample>(examples).map(
      ([name, example]) => [name, show({ ...example, type })] as const,
    ),
  );
  return Object.fromEntries(examples);
}

/** Documents `POST …/captcha`. */
export const ApiIssue = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary: 'Issue a verification code',
      description: ISSUE,
    }),
    ApiBody({
      type: IssueRequest,
      examples: {
        ...examplesOf(({ type, summary, request }) => ({
          summary,
          value: { use: 'login', type, ...request },
        })),
        legacy: {
          summary: 'Request of deployed login pages: an image',
          value: { type: 'sms', data: '', use: 'login' },
        },
      },
    }),
    ApiEnvelope(IssueResponse, {
      description: 'The code is issued and, for `email` and `phone`, handed to the delivery service',
      examples: examplesOf(({ response, code }) => ({
        codeID: CODE_ID_EXAMPLE,
        expire: 180,
        codeLength: code.length,
        codeAlphabet: /^\d+$/.test(code) ? 'digits' : 'letters',
        ...response,
      })),
    }),
    ApiErrors(
      CommonErrors.NotLogin,
      CommonErrors.NotEnable,
      CaptchaErrors.CountryNotEnable,
      CommonErrors.Frequent,
      CaptchaErrors.NeedImgCaptcha,
      CaptchaErrors.Delivery,
      CommonErrors.Timeout,
    ),
  );

/** Documents `POST …/captcha/verify`. */
export const ApiVerify = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary: 'Verify a code and consume it',
      description:
        'Consumes the right code and returns a signed ticket, which any backend can check offline with `/.well-known/jwks.json`. Error 1000005 covers every other code: wrong, expired, used, unknown, or of another tenant, purpose or account.\n\nTo try it, enter the `codeID` of an issue response and its code.',
    }),
    ApiBody({
      type: VerifyRequest,
      examples: examplesOf(({ type, summary, request: { account }, code }) => ({
        summary,
        value: { use: 'login', type, ...(account && { account }), codeID: CODE_ID_EXAMPLE, code },
      })),
    }),
    ApiEnvelope(VerifyResponse, {
      description: 'The code was right and is consumed',
      examples: { right: { ticket: TICKET_EXAMPLE, expire: 300 } },
    }),
    ApiErrors(...VERIFICATION_ERRORS),
  );
