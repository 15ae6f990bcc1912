/** Distortion and noise of a picture. Lengths are pixels of an 80 px high picture. */
export interface CaptchaStyle {
  /** Largest shift of a row or column by the two warp waves. */
  readonly warp: number;
  /** Largest rotation of a character in either direction, radians. */
  readonly rotation: number;
  /** Largest slant of a character in either direction, as a share of its height. */
  readonly shear: number;
  /** Distance to the next character as a share of the glyph's width and gap; below 1 neighbours may overlap. */
  readonly advance: number;
  /** Smallest and largest capital height. */
  readonly height: readonly [number, number];
  /** Largest shift of a character up or down. */
  readonly jitter: number;
  /** Number of wavy ink lines across the picture. */
  readonly curves: number;
  /** Thickness of these lines. */
  readonly curveWidth: number;
  /** Number of wavy bands that swap ink and ground. */
  readonly bands: number;
  /** Thickness of these bands. */
  readonly bandWidth: number;
  /** Number of thin wavy lines in ground colour that cut the characters. */
  readonly cuts: number;
  /** Number of dots of 2×2 pixels, about two thirds in ink and one third in ground. */
  readonly specks: number;
}

/** The available styles. `normal` is the default. */
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
