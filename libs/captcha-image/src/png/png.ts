import { crc32 } from 'node:zlib';
import type { Canvas } from '../canvas.js';

/** PNG (Portable Network Graphics), third edition, §5.2. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bits per pixel: a palette of four colours. */
const BIT_DEPTH = 2;
/** §11.2.1: each pixel is an index into PLTE. */
const INDEXED_COLOUR = 3;
/** Length, type and CRC around the data of a chunk (§5.3). */
const CHUNK_FRAME = 12;
const HEADER_SIZE = 13;

/**
 * Writes a PNG file of four chunks: IHDR, PLTE, IDAT and IEND. It contains no text, time or program name.
 * @param palette red, green and blue bytes of each level
 * @param pixels the packed rows of the canvas, compressed
 */
export function encodePng(canvas: Canvas, palette: Uint8Array, pixels: Uint8Array): Buffer {
  const size = SIGNATURE.length + 4 * CHUNK_FRAME + HEADER_SIZE + palette.length + pixels.length;
  const png = Buffer.allocUnsafe(size);
  let end = SIGNATURE.copy(png);
  end = writeChunk(png, end, 'IHDR', header(canvas));
  end = writeChunk(png, end, 'PLTE', palette);
  end = writeChunk(png, end, 'IDAT', pixels);
  writeChunk(png, end, 'IEND', new Uint8Array());
  return png;
}

/** The last three bytes, compression, filter and interlace method, stay 0. */
function header({ width, height }: Canvas): Buffer {
  const data = Buffer.alloc(HEADER_SIZE);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data[8] = BIT_DEPTH;
  data[9] = INDEXED_COLOUR;
  return data;
}

/** @returns the offset of the next chunk */
function writeChunk(png: Buffer, at: number, type: string, data: Uint8Array): number {
  png.writeUInt32BE(data.length, at);
  png.write(type, at + 4, 'latin1');
  png.set(data, at + 8);
  const end = at + 8 + data.length;
  return png.writeUInt32BE(crc32(png.subarray(at + 4, end)), end);
}
