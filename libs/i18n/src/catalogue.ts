/** A catalogue with the same keys and any texts: other languages implement `Texts<typeof en>`. */
export type Texts<Shape> = {
  readonly [Key in keyof Shape]: Shape[Key] extends string ? string : Texts<Shape[Key]>;
};

/** Values of a text's `{placeholders}`. */
export type TextParams = Readonly<Record<string, string | number>>;

/**
 * Replaces `{name}` placeholders. A placeholder without a value is kept. Placeholders inside values are not replaced,
 * so a client's input cannot read another parameter.
 */
export function fill(text: string, params: TextParams = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
