/** How strongly a picture is bent and littered. Lengths are pixels of an 80 px high picture. */
export interface CaptchaStyle {
  /** Largest shift of a row or column by the two waves through the whole picture. */
  readonly warp: number;
  /** Largest turn of a character either way, radians. */
  readonly rotation: number;
  /** Largest slant of a character either way, as a share of its height. */
  readonly shear: number;
  /** Room of a character as a share of what it needs; less than 1 lets neighbours overlap. */
  readonly advance: number;
  /** Smallest and largest height of a capital. */
  readonly height: readonly [number, number];
  /** Largest shift of a character up or down. */
  readonly jitter: number;
  /** Wavy lines of ink across the picture, and how thick they are. */
  readonly curves: number;
  readonly curveWidth: number;
  /** Wavy bands across in which ink and ground change places, and how wide they are. */
  readonly bands: number;
  readonly bandWidth: number;
  /** Thin wavy lines of ground colour that cut the characters. */
  readonly cuts: number;
  /** Dots of 2×2 pixels, two thirds ink and one third ground. */
  readonly specks: number;
}

/** The styles an operator chooses from. `normal` is the default. */
export const CAPTCHA_STYLES = {
  easy: {
    warp: 2,
    rotation: 0.15,
    shear: 0.1,
    advance: 1,
    height: [30, 34],
    jitter: 4,
    curves: 1,
    curveWidth: 1.6,
    bands: 0,
    bandWidth: 0,
    cuts: 0,
    specks: 0,
  },
  normal: {
    warp: 3.2,
    rotation: 0.26,
    shear: 0.18,
    advance: 0.96,
    height: [33, 41],
    jitter: 6,
    curves: 1,
    curveWidth: 1.8,
    bands: 1,
    bandWidth: 22,
    cuts: 0,
    specks: 16,
  },
  hard: {
    warp: 3.8,
    rotation: 0.33,
    shear: 0.24,
    advance: 0.9,
    height: [31, 40],
    jitter: 7,
    curves: 2,
    curveWidth: 2,
    bands: 1,
    bandWidth: 22,
    cuts: 1,
    specks: 24,
  },
} as const satisfies Record<string, CaptchaStyle>;

export type CaptchaStyleName = keyof typeof CAPTCHA_STYLES;
