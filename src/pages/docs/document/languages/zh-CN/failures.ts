import type { DocumentTexts } from '../../translate.js';

/** English and Chinese. */
type Pair = readonly [english: string, chinese: string];

/** A failure is described by a response, with its code and name, and by its schema, without. */
const failure = (id: string, cause: Pair, remedy: Pair): DocumentTexts => ({
  [`**${id}**: ${cause[0]} *${remedy[0]}*`]: `**${id}**: ${cause[1]} *${remedy[1]}*`,
  [`${cause[0]} ${remedy[0]}`]: cause[1] + remedy[1],
});

/** Failures with cause and remedy, and their data. */
export const FAILURES: DocumentTexts = {
  // Of every operation
  ...failure(
    '100006 Parameter',
    [
      'A field, a header, the URL or the JSON of the request is invalid.',
      '请求的字段、请求头、URL 或 JSON 无效。',
    ],
    [
      'Show msg, which is about the first field. data.errors names each invalid field, the rule and a message.',
      '显示 msg，它针对第一个无效字段。data.errors 列出每个无效字段、所违反的规则和提示信息。',
    ],
  ),
  ...failure(
    '100007 System',
    ['An unexpected error occurred on the server.', '服务器发生意外错误。'],
    ['Report it with the X-Request-Id of the response.', '反馈此问题，并附上响应的 X-Request-Id。'],
  ),
  ...failure(
    '100009 NotFound',
    ['The route does not exist.', '路由不存在。'],
    ['Check the path.', '检查路径。'],
  ),
  ...failure(
    '100013 Method',
    ['The route exists, but not for this method.', '路由存在，但不支持此方法。'],
    ['Use a method of the Allow header.', '使用响应头 Allow 中列出的方法。'],
  ),
  ...failure(
    '100014 Type',
    ['The body is not JSON.', '请求体不是 JSON。'],
    ['Send Content-Type: application/json.', '发送 Content-Type: application/json。'],
  ),
  ...failure(
    '100015 OutRange',
    [
      'The body is larger than 4 KiB (8 KiB where `code` answers a proof of work), or (as 431) the headers are larger than 16 KiB.',
      '请求体超过 4 KiB（`code` 为工作量证明的答案时为 8 KiB），或请求头超过 16 KiB（此时状态码为 431）。',
    ],
    ['Send a smaller request.', '缩小请求。'],
  ),
  ...failure(
    '100017 Server',
    [
      'The store cannot be reached, the service is overloaded, or it is shutting down.',
      '无法连接存储，或服务过载、正在关闭。',
    ],
    ['Retry after data.retryAfter seconds.', '在 data.retryAfter 秒后重试。'],
  ),

  // Of verification codes
  ...failure(
    '100016 Timeout',
    [
      'The vendor did not answer in time; the message may still arrive.',
      '服务商未及时响应，消息仍可能送达。',
    ],
    [
      'Request a new code; the code of a late message is not valid.',
      '重新获取验证码；迟到消息中的验证码无效。',
    ],
  ),
  ...failure(
    '100021 NotEnable',
    ['The tenant has no transport for this type.', '租户没有此类型的发送渠道。'],
    ['Offer another type, or ask the operator to enable it.', '提供其他获取方式，或联系管理员开通。'],
  ),
  // Its schema is that of NotEnable.
  '**100021 CountryNotEnable**: The tenant sends no SMS to the country of this number. *Let the user enter another number, or offer another type.*':
    '**100021 CountryNotEnable**: 租户不向此号码所在的国家或地区发送短信。 *让用户更换号码，或提供其他获取方式。*',
  ...failure(
    '1000005 Captcha',
    [
      'The code is wrong, expired, used or unknown, or was issued for another tenant, purpose or account. All cases have this error.',
      '验证码错误、已过期、已使用或不存在，或属于其他租户、用途或账号。所有情况都返回此错误。',
    ],
    [
      'Let the user try again. After the last attempt, request a new code.',
      '让用户重新填写；尝试次数用完后，重新获取验证码。',
    ],
  ),
  ...failure(
    '1000007 NotLogin',
    [
      'The operation needs a signed-in user, and the request has no valid iThings-token.',
      '此操作仅限已登录用户，而请求没有有效的 iThings-token。',
    ],
    ['Sign in, then send the token.', '先登录，再发送令牌。'],
  ),
  ...failure(
    '1000028 Frequent',
    ['A rate limit is exceeded.', '超出频率限制。'],
    [
      'Retry after data.retryAfter seconds (also in Retry-After).',
      '在 data.retryAfter 秒后重试（响应头 Retry-After 的值相同）。',
    ],
  ),
  ...failure(
    '1000034 NeedImgCaptcha',
    [
      'An image must be solved first, or the answer to one was wrong; data.reason says which. data is a new image, or names the widget of a vendor that takes its place.',
      '需要先完成图形验证码，或图形验证码的答案有误；data.reason 说明是哪一种。data 是新的图形验证码，或代替它的服务商组件。',
    ],
    [
      'Show data.url, or the widget of data.vendor, then repeat the request with data.codeID and the answer, or the token of the widget, as code.',
      '显示 data.url 或 data.vendor 的组件，然后带上 data.codeID，并以答案或组件的令牌作为 code，重新请求。',
    ],
  ),
  ...failure(
    '1000100 Delivery',
    ['Every transport refused the message.', '所有发送渠道都拒绝了该消息。'],
    ['Check the address with the user; offer another type.', '请用户核对地址，或提供其他获取方式。'],
  ),

  // Of the outbox
  ...failure(
    '100012 Permissions',
    ['The caller is not permitted to do this.', '调用方无权执行此操作。'],
    ['Use an account with the permission.', '使用有权限的账号。'],
  ),

  // Headers and data
  'The methods of the path': '该路径支持的方法',
  'Seconds, as `data.retryAfter`': '秒数，与 `data.retryAfter` 相同',
  'Seconds to wait, also in the header `Retry-After`': '需要等待的秒数，与响应头 `Retry-After` 相同',
  'Name of the field or header, with dots inside objects': '字段或请求头的名称，对象内的字段用点号连接',
  'Name of the rule that it breaks': '所违反规则的名称',
  'Every invalid field; the first one is in `msg`': '所有无效字段；`msg` 针对其中的第一个',
  'For programs and logs: the message of the exception, not translated':
    '供程序和日志使用：异常的信息，不翻译',
};
