import type { DocumentTexts } from '../../translate.js';

/** Operations of verification codes, and their schemas. */
export const CAPTCHA: DocumentTexts = {
  // POST …/captcha
  'Issue a verification code': '获取验证码',
  'Issue a verification code (alias)': '获取验证码（别名）',
  'One endpoint for all types: `email` and `phone` send a code, `image` returns a picture, a sound or a proof of work to solve. The code is never part of the response.':
    '所有类型共用一个接口：`email` 和 `phone` 会发送验证码，`image` 返回需要识别的图片或语音，或需要计算的工作量证明。响应中绝不包含验证码本身。',
  "After several messages within an hour an image must be solved first, or a proof of work or a vendor's widget, as the tenant has chosen. Error 1000034 contains it: repeat the request with its `codeID`, and its solution as `code`.":
    '一小时内发送多条消息后，需要先完成图形验证码，或按租户的设置完成工作量证明或服务商的验证组件。错误 1000034 附带题目：带上它的 `codeID`，并以其答案作为 `code`，重新请求。',
  'Asking again is safe: while a code of the account is live, a new `codeID` is returned for the same code. Until `resendAfter` seconds have passed nothing is sent again.':
    '可以放心地重复请求：账号的验证码仍有效时，返回同一验证码的新 `codeID`；`resendAfter` 秒之内不会重复发送。',
  'An optional field that is `null` counts as absent; unknown fields are ignored.':
    '可选字段为 `null` 时视为未提供；未知字段会被忽略。',
  'Behaves like `/api/v1/system/user/captcha`.': '行为与 `/api/v1/system/user/captcha` 相同。',
  'Code by e-mail': '邮件验证码',
  'Code by SMS': '短信验证码',
  'Image captcha': '图形验证码',
  'Image captcha, spoken': '图形验证码（语音）',
  'Image captcha, proof of work': '图形验证码（工作量证明）',
  'Request of deployed login pages: an image': '已上线的登录页的请求：获取图片',
  'The code is issued and, for `email` and `phone`, handed to the delivery service':
    '验证码已生成；类型为 `email` 和 `phone` 时，已交给发送服务',

  // The source page
  '**The source page** is 获取验证码 (iThings-apisvr/系统管理/用户管理). Its body:':
    '**来源页面**是“获取验证码”（iThings-apisvr/系统管理/用户管理）。页面中的请求体：',
  '| field | type | required | here |\n|---|---|---|---|\n| `use` | string | yes | the same |\n| `data` | string | yes | alias of `account`: the table of the page requires `data`, its example sends `account` |\n| `type` | string | yes | the same |':
    '| 字段 | 类型 | 必填 | 本接口 |\n|---|---|---|---|\n| `use` | string | 是 | 相同 |\n| `data` | string | 是 | `account` 的别名：页面的表格要求 `data`，示例发送的却是 `account` |\n| `type` | string | 是 | 相同 |',
  'Its headers are the parameters below. Its values contain names of variables, such as `{{iThings-token}}`; the examples below omit them. Its default `en` of `Accept-Language` is an example here: generated clients send defaults, and then the language of the tenant would never apply.':
    '页面中的请求头即下方的参数。页面的值含有变量名，例如 `{{iThings-token}}`，下方的示例将其省略。页面中 `Accept-Language` 的默认值 `en` 在这里只作为示例：自动生成的客户端会发送默认值，这样租户的语言就永远不会生效。',
  'Its request:': '页面中的请求：',

  // Its body
  'Purpose, one of those configured for the tenant. Shipped: `login` `register` `changePwd` `forgetPwd` `bindAccount`':
    '用途，须为租户已配置的用途之一。默认提供：`login` `register` `changePwd` `forgetPwd` `bindAccount`',
  'Captcha type. `sms` is a legacy name: `phone` with an account, `image` without one':
    '验证码类型。`sms` 是旧名称：有账号时等同于 `phone`，没有账号时等同于 `image`',
  'Required for `email` and `phone`, ignored for `image`. One e-mail address, or one phone number (E.164, or as dialled in the country of the tenant)':
    '类型为 `email` 和 `phone` 时必填，为 `image` 时忽略。一个邮箱地址，或一个手机号（E.164 格式，或租户所在国家或地区的国内拨号格式）',
  'Alias of `account`': '`account` 的别名',
  "With `codeID`: the answer to an image captcha of the same `use`, or the token of the vendor's widget that `data.vendor` names":
    '与 `codeID` 同时提供：同一 `use` 的图形验证码的答案，或 `data.vendor` 所指服务商组件的令牌',
  'With `code`: the id of that image captcha. May be absent beside a token':
    '与 `code` 同时提供：该图形验证码的编号。`code` 为令牌时可以省略',
  'How an `image` captcha is presented, `image` if absent. `audio` is for people who cannot see: digits spoken in the language of the request, as a WAV data URI. `pow` needs no reading: a proof of work, which a program solves. With `email` and `phone` it selects the presentation of the image that may have to be solved first, that of the tenant if absent':
    '`image` 类型验证码的呈现方式，未提供时为 `image`。`audio` 供视障用户使用：用请求的语言朗读数字，以 WAV data URI 返回。`pow` 无需识别：由程序计算的工作量证明。类型为 `email` 和 `phone` 时，指定可能需要先完成的图形验证码的呈现方式，未提供时由租户决定',

  // Its data
  'Id of the code: 20 characters': '验证码编号，20 个字符',
  'For `image`: a PNG data URI of 240×80 pixels, or a WAV data URI of a few seconds with `presentation` `audio`. Empty with `pow`, and for other types':
    '类型为 `image` 时：240×80 像素图片的 PNG data URI；`presentation` 为 `audio` 时，是几秒语音的 WAV data URI。为 `pow` 时和其他类型为空',
  'With `presentation` `pow`: the challenge, as clients of ALTCHA take it':
    '`presentation` 为 `pow` 时：工作量证明的题目，ALTCHA 的客户端可直接使用',
  'Lifetime of the code in seconds': '验证码的有效期（秒）',
  'Seconds until a message is sent to the same account again (`email`, `phone`). Asking earlier repeats the code under a new `codeID` and sends nothing':
    '多少秒后才会再次向同一账号发送消息（`email`、`phone`）。提前请求时，返回同一验证码的新 `codeID`，不发送消息',
  'Characters of the code that will be typed. 0: nothing is typed':
    '需要输入的验证码的字符数，0 表示无需输入',
  'Which keyboard fits: a code of `digits`, or of `letters`, which may contain digits':
    '适用的键盘：`digits` 表示验证码由数字组成，`letters` 表示由字母组成，也可能含有数字',
  'Masked recipient (`email`, `phone`)': '脱敏后的收件人（`email`、`phone`）',
  'Why: an image is `required`, or the answer to the last one was `wrong`':
    '原因：需要先完成图形验证码（`required`），或上一次的答案有误（`wrong`）',
  'The vendor whose widget takes the place of a picture, if the tenant has one. The token of its widget is the `code`. While the vendor cannot be asked, there is a picture and no `vendor`':
    '代替图片的服务商组件（租户配置了服务商时）。组件的令牌即 `code`。服务商无法访问时返回图片，没有 `vendor`',
  'Whose widget: the scheme of `stepUp.dsn` of the tenant': '服务商：租户的 `stepUp.dsn` 的协议名',
  'Public key of the site at the vendor': '站点在服务商处的公钥',
  'What the widget is solved for: the `use`, in the characters that the vendor takes. Pass it to the widget as it is, if the vendor has actions':
    '组件用于何种用途，即 `use`，只含服务商允许的字符。如果服务商支持 action，请将它原样传给组件',

  // POST …/captcha/verify
  'Verify a code and consume it': '校验验证码并使其失效',
  'Verify a code and consume it (alias)': '校验验证码并使其失效（别名）',
  'Consumes the right code and returns a signed ticket, which any backend can check offline with `/.well-known/jwks.json`. Error 1000005 covers every other code: wrong, expired, used, unknown, or of another tenant, purpose or account.':
    '验证码正确时使其失效，并返回经过签名的凭证，任何后端都可以用 `/.well-known/jwks.json` 离线校验。其他验证码一律返回错误 1000005：错误、已过期、已使用、不存在，或属于其他租户、用途或账号。',
  'To try it, enter the `codeID` of an issue response and its code.':
    '试用时，填写获取验证码的响应中的 `codeID` 和对应的验证码。',
  'Behaves like `/api/v1/system/user/captcha/verify`.': '行为与 `/api/v1/system/user/captcha/verify` 相同。',
  'The code was right and is consumed': '验证码正确，并已失效',
  "`data.codeID` of the issued code. May be absent if `code` is the payload of ALTCHA's widget, which contains it":
    '获取验证码时返回的 `data.codeID`。`code` 为 ALTCHA 组件的 payload 时可以省略，因为其中已包含它',
  'The code as typed: case, spaces, dashes and the script of its digits are ignored. Of a proof of work: the payload of ALTCHA, base64 of `{"challenge":…,"solution":…}` in JSON':
    '用户输入的验证码：忽略大小写、空格、连字符和数字所用的文字。工作量证明则为 ALTCHA 的 payload，即 JSON `{"challenge":…,"solution":…}` 的 base64',
};
