import type { Texts } from '@system-management/i18n';
import { MEDIA_TEXTS } from './document/media.texts.js';

const en = {
  ...MEDIA_TEXTS.en,
  title: 'System management API',
  showData: 'Show the whole base64',
  hideData: 'Shorten the base64',
  moreCharacters: '… {count} more characters',
  body: 'Request body',
  verify: 'Verify this',
  answer: 'Answer this picture',
  demoToken: 'Use a demo token',
  demoTokenUsed: 'Requests carry a token of user 1, valid for an hour.',
  demoTokenFailed: 'The server gave no token. Reload the page and try again.',
} as const;

const zhCN: Texts<typeof en> = {
  ...MEDIA_TEXTS['zh-CN'],
  title: '系统管理接口',
  showData: '显示完整的 base64',
  hideData: '缩短 base64',
  moreCharacters: '… 还有 {count} 个字符',
  body: '请求体',
  verify: '校验这个验证码',
  answer: '回答这张图片',
  demoToken: '使用演示令牌',
  demoTokenUsed: '请求会带上用户 1 的令牌，一小时内有效。',
  demoTokenFailed: '服务器没有返回令牌。请刷新页面后重试。',
};

/** What the page of Swagger UI adds to it, by BCP 47 tag. Swagger UI itself is English. */
export const DOCS_TEXTS = { en, 'zh-CN': zhCN };
