/** PNG (Portable Network Graphics), third edition, §5.2. */
const SIGNATURE = '89504e470d0a1a0a';
const PIXELS_ONLY = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];

/** Returns the types of all chunks that contain data other than pixels, or `no PNG` for another file format. */
export function findHints(png: Buffer): string[] {
  if (png.toString('hex', 0, 8) !== SIGNATURE) return ['no PNG'];
  const hints: string[] = [];
  let at = 8;
  while (at < png.length) {
    const type = png.toString('latin1', at + 4, at + 8);
    if (!PIXELS_ONLY.includes(type)) hints.push(type);
    at += 12 + png.readUInt32BE(at);
  }
  return at === png.length ? hints : [...hints, 'a broken chunk'];
}
