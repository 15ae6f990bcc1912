import { createRequire } from 'node:module';

export interface DecodedPng {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha of every pixel. */
  readonly data: Buffer;
}

/** pngjs ships no types. It verifies the CRC of every chunk. */
const { PNG } = createRequire(import.meta.url)('pngjs') as {
  PNG: { sync: { read(png: Buffer): DecodedPng } };
};

/** Decodes with an independent implementation. */
export function decodePng(png: Buffer): DecodedPng {
  return PNG.sync.read(png);
}

/** The colour of every pixel as a 32-bit RGBA number. */
export function coloursOf(png: Buffer): number[] {
  const { data } = decodePng(png);
  return Array.from({ length: data.length / 4 }, (_, pixel) => data.readUInt32BE(pixel * 4));
}
