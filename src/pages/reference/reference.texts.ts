/** Texts of the page around Scalar, which is English, by BCP 47 tag. */
export const REFERENCE_TEXTS = {
  en: {
    title: 'System management API: reference',
    picture: 'data.{name} as a picture',
    sound: 'data.{name} as a sound',
    response: 'Response to the test request',
    close: 'Close',
    example: 'Example',
    aliases: 'aliases',
    aliasesDescription: 'Paths of older clients. Each behaves like the operation that it names.',
  },
  'zh-CN': {
    title: '系统管理接口文档',
    picture: 'data.{name} 的图片',
    sound: 'data.{name} 的声音',
    response: '测试请求的响应',
    close: '关闭',
    example: '示例',
    aliases: '别名',
    aliasesDescription: '旧客户端使用的路径，行为与说明中的接口相同。',
  },
} as const;
