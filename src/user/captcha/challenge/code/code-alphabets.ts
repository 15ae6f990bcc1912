/** Characters of codes, by the policy's `alphabet`. */
export const ALPHABETS = {
  /** 21 capitals and digits that stay distinct in a distorted picture: no B/8, G/6, I/1/L, O/0/Q/D pairs. */
  letters: 'ACDEFHKMNPRTUWXY34679',
  digits: '0123456789',
} as const;
