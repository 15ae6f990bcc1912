import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import { ApiEnvelope, CommonErrors } from '@system-management/envelope';
import { ApiErrors } from '../../pipeline/api-errors.js';
import { CaptchaErrors } from './captcha.errors.js';
import { IssueRequest } from './dto/issue.request.js';
import { IssueResponse } from './dto/issue.response.js';
import { VerifyRequest } from './dto/verify.request.js';
import { VerifyResponse } from './dto/verify.response.js';

/** Errors of routes that verify a code or redeem a ticket. */
export const VERIFICATION_ERRORS = [CaptchaErrors.Captcha, CommonErrors.NotLogin, CommonErrors.Frequent];

/** Documents `POST …/captcha`. */
export const ApiIssue = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary: 'Issue a verification code',
      description:
        'One endpoint for three types: `image` returns a picture or a sound to solve, `email` and `phone` send a code. The code is never part of the response.\n\nAfter several messages within an hour an image must be solved first. Error 1000034 contains that image: repeat the request with its `codeID`, and its solution as `code`.',
    }),
    ApiBody({
      type: IssueRequest,
      examples: {
        image: { summary: 'Image captcha', value: { use: 'login', type: 'image' } },
        audio: {
          summary: 'Image captcha, spoken',
          value: { use: 'login', type: 'image', presentation: 'audio' },
        },
        email: {
          summary: 'Code by e-mail',
          value: { use: 'login', type: 'email', account: '603785348@qq.com' },
        },
        phone: { summary: 'Code by SMS', value: { use: 'login', type: 'phone', account: '+8613800138000' } },
        legacy: {
          summary: 'Request of deployed login pages: an image',
          value: { type: 'sms', data: '', use: 'login' },
        },
      },
    }),
    ApiEnvelope(IssueResponse, {
      description: 'The code is issued and, for `email` and `phone`, handed to the delivery service',
      examples: {
        image: { codeID: 'Y1goJMD3qvs6jZ63QUXN', url: 'data:image/png;base64,iVBORw0KGgo…', expire: 180 },
        audio: { codeID: 'Y1goJMD3qvs6jZ63QUXN', url: 'data:audio/wav;base64,UklGRv…', expire: 180 },
        email: {
          codeID: 'Y1goJMD3qvs6jZ63QUXN',
          url: '',
          expire: 180,
          resendAfter: 60,
          sentTo: '6***@q***.com',
        },
        phone: {
          codeID: 'Y1goJMD3qvs6jZ63QUXN',
          url: '',
          expire: 180,
          resendAfter: 60,
          sentTo: '+86*******00',
        },
      },
    }),
    ApiErrors(
      CommonErrors.NotLogin,
      CommonErrors.NotEnable,
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
      examples: {
        image: {
          summary: 'Image captcha',
          value: { use: 'login', type: 'image', codeID: 'Y1goJMD3qvs6jZ63QUXN', code: 'WK4H7D' },
        },
        audio: {
          summary: 'Image captcha, spoken',
          value: { use: 'login', type: 'image', codeID: 'Y1goJMD3qvs6jZ63QUXN', code: '637828' },
        },
        email: {
          summary: 'Code by e-mail',
          value: {
            use: 'login',
            type: 'email',
            account: '603785348@qq.com',
            codeID: 'Y1goJMD3qvs6jZ63QUXN',
            code: '637828',
          },
        },
        phone: {
          summary: 'Code by SMS',
          value: {
            use: 'login',
            type: 'phone',
            account: '+8613800138000',
            codeID: 'Y1goJMD3qvs6jZ63QUXN',
            code: '637828',
          },
        },
      },
    }),
    ApiEnvelope(VerifyResponse, {
      description: 'The code was right and is consumed',
      examples: { right: { ticket: 'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9…', expire: 300 } },
    }),
    ApiErrors(...VERIFICATION_ERRORS),
  );
