import { PNG } from 'pngjs';

/**
 * Decodes a PNG data URI.
 * @throws {Error} if the data is not a PNG
 */
export function decodePngUri(url: string): { readonly width: number; readonly height: number } {
  return PNG.sync.read(Buffer.from(url.replace('data:image/png;base64,', ''), 'base64'));
}
