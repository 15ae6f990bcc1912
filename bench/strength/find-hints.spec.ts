import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { findHints } from './find-hints.js';

const png = PNG.sync.write(new PNG({ width: 2, height: 2 }));
const IEND_SIZE = 12;
const end = png.length - IEND_SIZE;

describe('findHints()', () => {
  it('returns nothing for a file that contains only pixels', () => {
    expect(findHints(png)).toEqual([]);
  });

  it('reports text chunks, other file formats and bytes after the last chunk', () => {
    const text = Buffer.from('00000003' + Buffer.from('tEXtA\0B').toString('hex') + '00000000', 'hex');
    expect(findHints(Buffer.concat([png.subarray(0, end), text, png.subarray(end)]))).toEqual(['tEXt']);
    expect(findHints(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toEqual(['no PNG']);
    expect(findHints(Buffer.concat([png, Buffer.alloc(12)]))).not.toEqual([]);
  });
});
