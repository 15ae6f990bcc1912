import type { DocumentTexts } from '../../translate.js';

/** Introduction, groups, and what all operations have in common. */
export const GENERAL: DocumentTexts = {
  // Introduction
  'System management': '系统管理',
  'System-management backend: issues and checks verification codes by image, e-mail and SMS.':
    '系统管理后端：通过图片、邮件和短信发放并校验验证码。',
  '**Try it**: open *Issue a verification code*, choose an example and execute it. Codes by e-mail and SMS wait in the [outbox](outbox); a picture appears below the response. Samples in fifteen languages are in the [reference](reference), and the raw document is [openapi.json](openapi.json).':
    '**试一试**：展开“获取验证码”，选择一个示例并执行。邮件和短信验证码保存在[发件箱](outbox)中；图片显示在响应下方。十五种编程语言的示例代码见[接口文档](reference)，原始文档见 [openapi.json](openapi.json)。',
  '**Try it**: open *Issue a verification code*, choose an example and execute it. Codes by e-mail and SMS are sent through the transports of the tenant; a picture appears below the response. Samples in fifteen languages are in the [reference](reference), and the raw document is [openapi.json](openapi.json).':
    '**试一试**：展开“获取验证码”，选择一个示例并执行。邮件和短信验证码通过租户的发送渠道发出；图片显示在响应下方。十五种编程语言的示例代码见[接口文档](reference)，原始文档见 [openapi.json](openapi.json)。',
  '**Responses**: every response is an envelope `{code, msg, data}`, unless its operation speaks another protocol. HTTP status and `code` both distinguish success from failure. Each operation lists its failures with cause and remedy. `msg` is a text for people in the language of `Accept-Language`.':
    '**响应**：除采用其他协议的接口外，所有响应都采用统一结构 `{code, msg, data}`。HTTP 状态码和 `code` 都能区分成功与失败。每个接口都列出可能的失败及其原因和处理方法。`msg` 是供用户阅读的文字，语言取决于 `Accept-Language`。',
  '**Responses**: every response is an envelope `{code, msg, data}`, unless its operation speaks another protocol. Every failure has the HTTP status 400; `code` says which it is. Each operation lists its failures with cause and remedy. `msg` is a text for people in the language of `Accept-Language`.':
    '**响应**：除采用其他协议的接口外，所有响应都采用统一结构 `{code, msg, data}`。所有失败的 HTTP 状态码均为 400，由 `code` 区分是哪一种失败。每个接口都列出可能的失败及其原因和处理方法。`msg` 是供用户阅读的文字，语言取决于 `Accept-Language`。',
  '**Responses**: every response is an envelope `{code, msg, data}`, unless its operation speaks another protocol. Every response has the HTTP status 200; `code` distinguishes success from failure. Each operation lists its failures with cause and remedy. `msg` is a text for people in the language of `Accept-Language`.':
    '**响应**：除采用其他协议的接口外，所有响应都采用统一结构 `{code, msg, data}`。所有响应的 HTTP 状态码均为 200，由 `code` 区分成功与失败。每个接口都列出可能的失败及其原因和处理方法。`msg` 是供用户阅读的文字，语言取决于 `Accept-Language`。',
  'This server': '本服务器',

  // Groups
  'Verification codes: issue one by e-mail, SMS or image, then verify it.':
    '验证码：通过邮件、短信或图片获取，然后校验。',
  'The public keys with which other backends verify tickets.': '其他后端校验凭证所用的公钥。',
  'Messages that were not sent, for development and end-to-end tests.':
    '未真正发送的消息，供开发和端到端测试使用。',

  // Request headers
  'HS256 user token, with or without `Bearer ` in front. The user and tenant of a valid token override the headers; an invalid or expired one, such as this example, is ignored.':
    'HS256 用户令牌，可带前缀 `Bearer `，也可不带。令牌有效时，其中的用户和租户优先于请求头；无效或已过期的令牌（如此处的示例）会被忽略。',
  'HS256 user token, with or without `Bearer ` in front. The user and tenant of a valid token override the headers; an invalid or expired one, such as this example, is ignored. Alias: `token`.':
    'HS256 用户令牌，可带前缀 `Bearer `，也可不带。令牌有效时，其中的用户和租户优先于请求头；无效或已过期的令牌（如此处的示例）会被忽略。别名：`token`。',
  'Project: digits, else ignored. Alias: `project-id`.': '项目：只能是数字，否则忽略。别名：`project-id`。',
  'Application: [A-Za-z0-9._-]{1,64}, else ignored. Default: `core`. Alias: `app-code`.':
    '应用：[A-Za-z0-9._-]{1,64}，否则忽略。默认值：`core`。别名：`app-code`。',
  'Request context only; grants nothing.': '仅作为请求的上下文，不授予任何权限。',
  'Languages of messages, e-mails and SMS, with q-values (RFC 9110 §12.5.4). Absent, or none of them supported: the language of the tenant.':
    '提示信息、邮件和短信的语言，可带 q 值（RFC 9110 §12.5.4）。未提供或均不支持时，使用租户的语言。',
  'Tenant. Unknown or malformed: 100006. Default: `default`. Alias: `tenant-code`.':
    '租户。不存在或格式有误时返回 100006。默认值：`default`。别名：`tenant-code`。',

  // Response headers and the envelope
  'Id of the request in logs: that of the request, or a new one':
    '日志中的请求编号：沿用请求自带的编号，没有时新生成',
  'Language of `msg`': '`msg` 的语言',
  Success: '成功',
  'For people, in the language of the request': '供用户阅读的文字，使用请求的语言',
};
