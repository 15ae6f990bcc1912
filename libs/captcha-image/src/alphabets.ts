/** Characters an answer may be made of, by name. */
export const ALPHABETS = {
  /** 21 capitals and digits that stay apart when bent: no B/8, G/6, I/1/L, O/0/Q/D … pairs within it. */
  letters: 'ACDEFHKMNPRTUWXY34679',
  digits: '0123456789',
} as const;

export type AlphabetName = keyof typeof ALPHABETS;

/** Every character that can be drawn. */
export const DRAWABLE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
