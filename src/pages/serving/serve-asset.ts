import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { checkedBy, type RequestCheck } from './request-check.js';

/** A static file. */
export interface Asset {
  /** URL path: `/captcha-field.js`. */
  readonly path: string;
  /** The extension determines the media type (see `TYPES`). */
  readonly file: URL;
  /** Whether pages of other origins load it. They get CORP `cross-origin` and may cache it. @default false */
  readonly isShared?: boolean;
  /** @default answers all requests */
  readonly check?: RequestCheck | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.go': 'text/plain; charset=utf-8',
  '.java': 'text/plain; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.py': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Browsers revalidate each copy (RFC 9111 §5.2.2.4), so that a page and its files have the same version. */
const OWN = { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' };

/** Browsers use a copy for five minutes, and for five more while they revalidate it (RFC 5861 §3). */
const SHARED = {
  'Cache-Control': 'public, max-age=300, stale-while-revalidate=300',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
};

interface Content {
  readonly plain: Buffer;
  readonly gzipped: Buffer;
  readonly version: string;
}

const compress = promisify(gzip);

/**
 * Serves a file with an ETag (RFC 9110 §8.8.3). The first request reads and compresses it; later ones use the copy in
 * memory.
 * @throws if the file does not exist, so that an incomplete build does not start
 */
export async function serveAsset(
  fastify: FastifyInstance,
  { path, file, isShared, check }: Asset,
): Promise<void> {
  const type = TYPES[extname(file.pathname)];
  if (!type) throw new Error(`${path}: no type is known for ${file.pathname}`);
  await access(file);
  const content = memoize(() => read(file));
  fastify.get(path, checkedBy(check), async (request, reply) => {
    const { plain, gzipped, version } = await content();
    const isGzip = /\bgzip\b(?!\s*;\s*q=0(\.0+)?\b)/.test(request.headers['accept-encoding'] ?? '');
    // Each representation needs its own strong validator (RFC 9110 §8.8.3.3).
    const etag = `"${version}${isGzip ? '-gz' : ''}"`;
    // CORS responses name the allowed origin, so a cache must keep one copy per origin.
    reply.headers({ ...(isShared ? SHARED : OWN), ETag: etag, Vary: 'Origin, Accept-Encoding' });
    const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (known?.includes(etag) || known?.includes('*')) return reply.code(304).send();
    reply.type(type);
    return isGzip ? reply.header('Content-Encoding', 'gzip').send(gzipped) : reply.send(plain);
  });
}

async function read(file: URL): Promise<Content> {
  const plain = await readFile(file);
  const gzipped = await compress(plain, { level: 9 });
  return { plain, gzipped, version: createHash('sha256').update(plain).digest('base64url').slice(0, 22) };
}

/** Calls the function once and caches its result; a rejection is not cached. */
function memoize<Result>(load: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () =>
    (result ??= load().catch((error: unknown) => {
      result = undefined;
      throw error;
    }));
}
