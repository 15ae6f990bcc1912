import type { Texts } from '@system-management/i18n';

/** The texts of the page, and the names of captcha types. The browser fills `{…}`. */
const en = {
  title: 'Outbox',
  lead: 'Messages that this server kept here instead of sending them. Request a code, then copy it from here.',
  types: 'Types of messages',
  filter: 'Recipient',
  filterHint: 'E-mail or phone number',
  pause: 'Pause',
  resume: 'Resume',
  held: '{count} new',
  clear: 'Clear all',
  cleared: 'Messages removed: {count}',
  empty: 'No messages yet. Request a code, and it appears here.',
  noMatch: 'No message matches the filter.',
  shown: 'Shown: {shown} of {count}',
  arrived: 'New: {type} {account}',
  offline: 'The server does not answer. Trying again…',
  copy: 'Copy code',
  copied: 'Copied',
  email: 'E-mail',
  phone: 'SMS',
  image: 'Image',
  imageNote: 'The characters in the picture.',
  mailFrame: 'The e-mail “{subject}”',
  plainText: 'Plain text',
  tenant: 'Tenant',
  use: 'Purpose',
  inLanguage: 'Language',
  codeID: 'codeID',
} as const;

export type OutboxTexts = Texts<typeof en>;

const zhCN: OutboxTexts = {
  title: '发件箱',
  lead: '这些消息并未真正发送，只保存在本服务器上。获取验证码后，可在这里复制。',
  types: '消息类型',
  filter: '收件人',
  filterHint: '邮箱或手机号',
  pause: '暂停更新',
  resume: '继续更新',
  held: '{count} 条新消息',
  clear: '全部清空',
  cleared: '已删除 {count} 条消息',
  empty: '暂无消息。获取验证码后，消息会自动显示在这里。',
  noMatch: '没有符合筛选条件的消息。',
  shown: '显示 {shown} 条，共 {count} 条',
  arrived: '新消息：{type} {account}',
  offline: '服务器没有响应，正在重试…',
  copy: '复制验证码',
  copied: '已复制',
  email: '邮件',
  phone: '短信',
  image: '图形验证码',
  imageNote: '图片中的字符。',
  mailFrame: '邮件“{subject}”',
  plainText: '纯文本',
  tenant: '租户',
  use: '用途',
  inLanguage: '语言',
  codeID: 'codeID',
};

/** By BCP 47 tag, English first. */
export const OUTBOX_TEXTS: Readonly<Record<string, OutboxTexts>> = { en, 'zh-CN': zhCN };
