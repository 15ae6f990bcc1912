/** Names of pictures and sounds in a response, for the pages of the document. `{name}` is the field of `data`. */
export const MEDIA_TEXTS = {
  en: { picture: 'data.{name} as a picture', sound: 'data.{name} as a sound' },
  'zh-CN': { picture: 'data.{name} 的图片', sound: 'data.{name} 的声音' },
} as const;
