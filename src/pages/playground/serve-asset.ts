import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** One file of a page, as browsers load it. */
export interface Asset {
  /** Where it is served: `/captcha-field.js`. */
  readonly path: string;
  readonly file: string | URL;
  readonly type: string;
}

/** Pages pick up a new version within minutes; until then a browser asks nobody (RFC 9111 §5.2). */
const CACHE = 'public, max-age=300, stale-while-revalidate=86400';

/** Serves a file from memory, compressed once, with a validator (RFC 9110 §8.8.3), to pages of any origin. */
export async function serveAsset(fastify: FastifyInstance, { path, file, type }: Asset): Promise<void> {
  const plain = await readFile(file);
  const packed = gzipSync(plain, { level: 9 });
  const version = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  fastify.get(path, async (request, reply) => {
    const isPacked = /\bgzip\b(?!\s*;\s*q=0(\.0+)?\b)/.test(request.headers['accept-encoding'] ?? '');
    // Two representations, two strong validators.
    const etag = `"${version}${isPacked ? '-gz' : ''}"`;
    reply.removeHeader('Content-Language');
    reply.headers({
      'Cache-Control': CACHE,
      'Cross-Origin-Resource-Policy': 'cross-origin',
      ETag: etag,
      Vary: 'Accept-Encoding',
    });
    const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (known?.includes(etag) || known?.includes('*')) return reply.code(304).send();
    reply.type(type);
    return isPacked ? reply.header('Content-Encoding', 'gzip').send(packed) : reply.send(plain);
  });
}
