import type { DocumentTexts } from '../../translate.js';

/** The endpoint that answers as captcha vendors do. */
export const SITEVERIFY: DocumentTexts = {
  'Redeem a ticket as captcha vendors do': '按验证码服务商的方式核销凭证',
  'Redeem a ticket as captcha vendors do (alias)': '按验证码服务商的方式核销凭证（别名）',
  'For plug-ins that are written for hCaptcha, Turnstile or reCAPTCHA and whose address of `siteverify` can be set. Call it from a backend only: it needs the secret of the tenant.':
    '供为 hCaptcha、Turnstile 或 reCAPTCHA 编写、且可设置 `siteverify` 地址的插件使用。只能由后端调用，因为它需要租户的密钥。',
  'A ticket of every purpose and type is accepted, once. Compare `action` with the purpose of your form. Every judged request is answered with status 200.':
    '任何用途和类型的凭证都可以核销，且只能核销一次。请将 `action` 与表单的用途比较。凡已判定的请求，状态码均为 200。',
  'Behaves like `/api/v1/system/user/captcha/siteverify`.':
    '行为与 `/api/v1/system/user/captcha/siteverify` 相同。',
  'Whether the ticket is valid, without an envelope': '凭证是否有效，不带外层结构',
  '`siteverify.secret` of the tenant. It identifies the tenant: the tenant header is ignored':
    '租户的 `siteverify.secret`，用于识别租户；租户请求头会被忽略',
  '`data.ticket` of a verified code. Valid once': '校验验证码时返回的 `data.ticket`，只能使用一次',
  'Ignored, as are all other fields': '会被忽略，其他字段也一样',
  'Whether the ticket is valid. It is redeemed then': '凭证是否有效。有效时即已核销',
  'When the code was verified, ISO 8601. With `success` only':
    '验证码通过校验的时间，ISO 8601 格式。仅在 `success` 时提供',
  'Purpose of the code: compare it with that of your form. With `success` only':
    '验证码的用途：请与表单的用途比较。仅在 `success` 时提供',
  'Why the ticket was not accepted; empty with `success`. Values: `missing-input-secret`, `missing-input-response`, `invalid-input-secret`, `invalid-input-response`, `timeout-or-duplicate`, `bad-request`, `rate-limited`':
    '凭证未被接受的原因；`success` 时为空。取值：`missing-input-secret`、`missing-input-response`、`invalid-input-secret`、`invalid-input-response`、`timeout-or-duplicate`、`bad-request`、`rate-limited`',
};
