import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** One file that browsers load. */
export interface Asset {
  /** Where it is served: `/captcha-field.js`. */
  readonly path: string;
  /** A real file; its extension says its type (see `TYPES`). */
  readonly file: URL;
  /** Whether pages of other origins load it, each with a copy of its own time. @default false */
  readonly isShared?: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A page and what it loads are of one version: a browser asks whether its copy is still right (RFC 9111 §5.2.2.4). */
const OWN = { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' };

/** For five minutes a browser asks nobody; five more it shows what it has while it asks (RFC 5861 §3). */
const SHARED = {
  'Cache-Control': 'public, max-age=300, stale-while-revalidate=300',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
};

/** A file as it is served. */
interface Content {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly version: string;
}

const pack = promisify(gzip);

/**
 * Serves a file with a validator (RFC 9110 §8.8.3). It is read and compressed when it is first asked for, and kept:
 * a page that nobody opens costs nothing.
 * @throws when there is no such file, so that a build without it does not start
 */
export async function serveAsset(fastify: FastifyInstance, { path, file, isShared }: Asset): Promise<void> {
  const type = TYPES[extname(file.pathname)];
  if (!type) throw new Error(`${path}: no type is known for ${file.pathname}`);
  await access(file);
  const content = once(() => read(file));
  fastify.get(path, async (request, reply) => {
    const { plain, packed, version } = await content();
    const isPacked = /\bgzip\b(?!\s*;\s*q=0(\.0+)?\b)/.test(request.headers['accept-encoding'] ?? '');
    // Two representations, two strong validators.
    const etag = `"${version}${isPacked ? '-gz' : ''}"`;
    // CORS names the origin it allows: a cache must not hand one origin the copy of another.
    reply.headers({ ...(isShared ? SHARED : OWN), ETag: etag, Vary: 'Origin, Accept-Encoding' });
    const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (known?.includes(etag) || known?.includes('*')) return reply.code(304).send();
    reply.type(type);
    return isPacked ? reply.header('Content-Encoding', 'gzip').send(packed) : reply.send(plain);
  });
}

async function read(file: URL): Promise<Content> {
  const plain = await readFile(file);
  const packed = await pack(plain, { level: 9 });
  return { plain, packed, version: createHash('sha256').update(plain).digest('base64url').slice(0, 22) };
}

/** One answer for all who ask; a failure is not kept. */
function once<Answer>(find: () => Promise<Answer>): () => Promise<Answer> {
  let found: Promise<Answer> | undefined;
  return () =>
    (found ??= find().catch((error: unknown) => {
      found = undefined;
      throw error;
    }));
}
