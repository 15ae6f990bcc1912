import { PNG } from 'pngjs';

/** A grayscale picture, one byte per pixel; 0 is black. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly gray: Uint8Array;
}

const WHITE = 255;

/** Converts an opaque PNG file to grayscale with the luma weights of ITU-R BT.601. */
export function toRaster(png: Buffer): Raster {
  const { width, height, data } = PNG.sync.read(png);
  const gray = new Uint8Array(width * height);
  for (let pixel = 0, at = 0; pixel < gray.length; pixel++, at += 4) {
    gray[pixel] = Math.round(0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!);
  }
  return { width, height, gray };
}

/** Encodes a binary PGM file. */
export function toPgm({ width, height, gray }: Raster): Buffer {
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} ${WHITE}\n`, 'latin1'), gray]);
}

/** Enlarges by an integer factor with a Lanczos-3 filter. */
export function enlarge({ width, height, gray }: Raster, factor: number): Raster {
  const across = stretch(gray, width, height, factor);
  const both = stretch(across, height, width * factor, factor);
  return { width: width * factor, height: height * factor, gray: both };
}

/** Maps pixels darker than `level` to black and the others to white. */
export function threshold({ width, height, gray }: Raster, level: number): Raster {
  return { width, height, gray: gray.map((value) => (value < level ? 0 : WHITE)) };
}

/** 3×3 median filter for a black and white picture. */
export function median({ width, height, gray }: Raster): Raster {
  const result = new Uint8Array(gray.length).fill(WHITE);
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      let white = 0;
      for (let row = -1; row <= 1; row++)
        for (let column = -1; column <= 1; column++) {
          if (gray[(y + row) * width + x + column]! === WHITE) white++;
        }
      result[y * width + x] = white > 4 ? WHITE : 0;
    }
  return { width, height, gray: result };
}

/** Morphological closing of white: removes black shapes thinner than the disk, such as lines. */
export function close(raster: Raster, radius: number): Raster {
  return dilate(dilate(raster, radius, WHITE), radius, 0);
}

/** Replaces every pixel of the colour by a disk. */
function dilate({ width, height, gray }: Raster, radius: number, colour: number): Raster {
  const result = new Uint8Array(gray.length).fill(WHITE - colour);
  for (let y = 0; y < height; y++) {
    const row = gray.subarray(y * width, (y + 1) * width);
    for (let from = row.indexOf(colour); from >= 0;) {
      const next = row.indexOf(WHITE - colour, from);
      const to = next < 0 ? width : next;
      for (let down = -radius; down <= radius; down++) {
        if (y + down < 0 || y + down >= height) continue;
        const reach = Math.floor(Math.sqrt(radius * radius - down * down));
        const start = (y + down) * width;
        result.fill(colour, start + Math.max(0, from - reach), start + Math.min(width, to + reach));
      }
      from = next < 0 ? -1 : row.indexOf(colour, next);
    }
  }
  return { width, height, gray: result };
}

/** Stretches the rows and transposes the result, so that a second call stretches the other direction. */
function stretch(gray: Uint8Array, width: number, height: number, factor: number): Uint8Array {
  const result = new Uint8Array(gray.length * factor);
  for (let x = 0; x < width * factor; x++) {
    const centre = (x + 0.5) / factor - 0.5;
    const first = Math.floor(centre) - 2;
    const taps = Array.from({ length: 6 }, (_, tap) => lanczos(first + tap - centre));
    const sum = taps.reduce((total, tap) => total + tap);
    for (let y = 0; y < height; y++) {
      let value = 0;
      for (let tap = 0; tap < 6; tap++) {
        const column = Math.min(width - 1, Math.max(0, first + tap));
        value += taps[tap]! * gray[y * width + column]!;
      }
      result[x * height + y] = Math.min(WHITE, Math.max(0, Math.round(value / sum)));
    }
  }
  return result;
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  const angle = Math.PI * x;
  return Math.abs(x) < 3 ? (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle) : 0;
}
