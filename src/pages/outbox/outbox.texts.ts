import type { Texts } from '@system-management/i18n';

/** The texts of the page. The browser fills `{…}`. */
const en = {
  title: 'Outbox',
  lead: 'Nothing here was sent: these are the codes this server would have delivered, and the answers of its images.',
  filter: 'Only to',
  filterHint: 'address or number',
  empty: 'No messages yet. Request a code, and it appears here.',
  noMatch: 'No message to “{account}”.',
  arrived: 'New: {type} {account}',
  offline: 'The server does not answer. Trying again…',
  copy: 'Copy code',
  copied: 'Copied',
  email: 'E-mail',
  phone: 'SMS',
  image: 'Image captcha',
  imageNote: 'The characters on the picture. The picture was shown, not sent.',
  mailFrame: 'The mail “{subject}”',
  plainText: 'Plain text',
  tenant: 'Tenant',
  use: 'Purpose',
  inLanguage: 'Language',
  codeID: 'codeID',
} as const;

const zhCN: Texts<typeof en> = {
  title: '发件箱',
  lead: '这里的内容都没有真正发出：它们是本服务器原本要发送的验证码，以及图形验证码的答案。',
  filter: '只看收件人',
  filterHint: '邮箱或手机号',
  empty: '暂无消息。请求一个验证码，它会自动出现在这里。',
  noMatch: '没有发给“{account}”的消息。',
  arrived: '新消息：{type} {account}',
  offline: '服务器没有响应，正在重试…',
  copy: '复制验证码',
  copied: '已复制',
  email: '邮件',
  phone: '短信',
  image: '图形验证码',
  imageNote: '图片上的字符。图片已显示给用户，并未发送。',
  mailFrame: '邮件“{subject}”',
  plainText: '纯文本',
  tenant: '租户',
  use: '用途',
  inLanguage: '语言',
  codeID: 'codeID',
};

/** By BCP 47 tag, English first. */
export const OUTBOX_TEXTS: Readonly<Record<string, Texts<typeof en>>> = { en, 'zh-CN': zhCN };
