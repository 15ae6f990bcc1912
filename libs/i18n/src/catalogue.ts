/** The shape of a catalogue with its texts left open: `Texts<typeof en>` is what every other language must fill. */
export type Texts<Shape> = {
  readonly [Key in keyof Shape]: Shape[Key] extends string ? string : Texts<Shape[Key]>;
};

/** What a text's `{placeholders}` may be filled with. */
export type TextParams = Readonly<Record<string, string | number>>;

/**
 * Fills `{name}` placeholders. A placeholder without a value stays as written, and a value is never read for
 * placeholders again, so nothing a caller sends can reach another parameter.
 */
export function fill(text: string, params: TextParams = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
