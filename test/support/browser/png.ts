import { PNG } from 'pngjs';

/** A PNG data URI, decoded; throws when it is none. */
export function decodePngUri(url: string): { readonly width: number; readonly height: number } {
  return PNG.sync.read(Buffer.from(url.replace('data:image/png;base64,', ''), 'base64'));
}
