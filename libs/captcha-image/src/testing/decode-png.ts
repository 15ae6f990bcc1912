import { createRequire } from 'node:module';

export interface DecodedPng {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha of every pixel. */
  readonly data: Buffer;
}

/** pngjs has no types; it checks the sum of every chunk itself. */
const { PNG } = createRequire(import.meta.url)('pngjs') as {
  PNG: { sync: { read(png: Buffer): DecodedPng } };
};

/** A second opinion on our files. */
export function decodePng(png: Buffer): DecodedPng {
  return PNG.sync.read(png);
}

/** The colour of every pixel as one number. */
export function coloursOf(png: Buffer): number[] {
  const { data } = decodePng(png);
  return Array.from({ length: data.length / 4 }, (_, pixel) => data.readUInt32BE(pixel * 4));
}
