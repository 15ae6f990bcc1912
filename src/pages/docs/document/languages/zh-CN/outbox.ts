import type { DocumentTexts } from '../../translate.js';

/** Operations of the outbox. */
export const OUTBOX: DocumentTexts = {
  // GET /outbox/messages
  'Read the outbox': '读取发件箱',
  'The last 200 messages that were not sent, and the answers to images, newest first. With `wait` it is a long poll for end-to-end tests. Exists only with `OUTBOX=on`, which production refuses.':
    '最近 200 条未真正发送的消息，以及图形验证码的答案，最新的在最前。带 `wait` 时为长轮询，供端到端测试使用。仅在 `OUTBOX=on` 时可用，生产环境不接受此设置。',
  'Only messages to this account, written as in any issue request: in any case, with the separators of a phone number, or as dialled in the country of the tenant. A `+` need not be percent-encoded':
    '只返回发给此账号的消息。写法与获取验证码的请求相同：不区分大小写，手机号可带分隔符，也可用租户所在国家或地区的国内拨号格式。`+` 无需百分号编码',
  'Only the message of this code': '只返回此验证码的消息',
  'Only messages that arrived after the one with this `codeID`. If that message was removed: all messages, without waiting':
    '只返回在此 `codeID` 的消息之后到达的消息。如果该消息已被删除，则不等待，直接返回全部消息',
  'Milliseconds to wait for a first message (long poll)': '等待第一条消息的毫秒数（长轮询）',
  'The messages': '消息列表',
  'Newest first': '最新的在最前',
  'Whether these are all messages that match, and not only those after `after`. It is `true` without `after`, and when the message of `after` was removed':
    '是否为全部符合条件的消息，而不只是 `after` 之后的消息。未提供 `after`，或 `after` 的消息已被删除时，为 `true`',
  'Recipient; empty for an image': '收件人，图形验证码时为空',
  'Empty for an SMS or an image': '短信和图形验证码时为空',
  'Empty unless it is a mail': '仅邮件有内容，其他类型为空',

  // DELETE /outbox/messages
  'Clear the outbox': '清空发件箱',
  'Removes all messages. Their codes stay valid. Exists only with `OUTBOX=on`, which production refuses.':
    '删除全部消息，其中的验证码仍然有效。仅在 `OUTBOX=on` 时可用，生产环境不接受此设置。',
  'How many messages were removed': '删除的消息数',
};
