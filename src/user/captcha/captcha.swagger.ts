import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import { ApiEnvelope, CommonErrors } from '@system-management/envelope';
import { ApiErrors } from '../../languages/api-errors.js';
import { CaptchaErrors } from './captcha.errors.js';
import { IssueRequest } from './dto/issue.request.js';
import { IssueResponse } from './dto/issue.response.js';
import { VerifyRequest } from './dto/verify.request.js';
import { VerifyResponse } from './dto/verify.response.js';

/** Errors of every route that verifies a code or redeems a ticket. */
export const VERIFICATION_ERRORS = [CaptchaErrors.Captcha, CommonErrors.NotLogin, CommonErrors.Frequent];

/** Documents `POST …/captcha`. */
export const ApiIssue = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary: 'Issue a verification code',
      description:
        'One endpoint for three types: `image` answers a picture to solve (or a sound to listen to), `email` and `phone` send a code. The code itself is never part of an answer.\n\nAfter some messages an hour an image must be solved first. The refusal, 1000034, brings that image along: repeat the request with its `codeID`, and with what it reads as `code`.',
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
          summary: 'What deployed login pages send: an image',
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
        'The right code is consumed and becomes a signed ticket, which any backend checks offline with `/.well-known/jwks.json`. Wrong, expired, used, unknown, of another tenant, purpose or account: one answer, 1000005.\n\nPut in the `codeID` of the answer you got, and the code.',
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
      description: 'The code was right; it cannot be used again',
      examples: { right: { ticket: 'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9…', expire: 300 } },
    }),
    ApiErrors(...VERIFICATION_ERRORS),
  );
