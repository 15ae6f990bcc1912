/** The name of a language in itself: `de` → `Deutsch`, `zh-CN` → `简体中文` (Chinese by its script). */
export function nativeName(tag: string): string {
  const { language, script } = new Intl.Locale(tag).maximize();
  const name = language === 'zh' ? `zh-${script}` : tag;
  return new Intl.DisplayNames(tag, { type: 'language' }).of(name) ?? tag;
}
