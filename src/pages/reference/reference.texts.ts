import type { Texts } from '@system-management/i18n';
import { MEDIA_TEXTS } from '../docs/document/media.texts.js';

const en = {
  ...MEDIA_TEXTS.en,
  title: 'System management API: reference',
  response: 'Response to the test request',
  close: 'Close',
  example: 'Example',
  aliases: 'aliases',
  aliasesDescription: 'Paths of older clients. Each behaves like the operation that it names.',
} as const;

const zhCN: Texts<typeof en> = {
  ...MEDIA_TEXTS['zh-CN'],
  title: '系统管理接口文档',
  response: '测试请求的响应',
  close: '关闭',
  example: '示例',
  aliases: '别名',
  aliasesDescription: '旧客户端使用的路径，行为与说明中的接口相同。',
};

/** Texts of the page around Scalar, which is English, by BCP 47 tag. */
export const REFERENCE_TEXTS = { en, 'zh-CN': zhCN };
