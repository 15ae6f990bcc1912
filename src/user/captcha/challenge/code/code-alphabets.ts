/** Characters of codes, by the policy's `alphabet`. */
export const ALPHABETS = {
  /** 19 capitals and digits that stay distinct in a distorted picture: no 4/A, 7/T, B/8, G/6, I/1/L, O/0/Q/D pairs. */
  letters: 'ACDEFHKMNPRTUWXY369',
  digits: '0123456789',
} as const;
