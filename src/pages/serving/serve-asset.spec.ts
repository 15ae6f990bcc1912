import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveAsset } from './serve-asset.js';

const SCRIPT = 'export const answer = 42;\n'.repeat(20);

describe('serveAsset()', () => {
  let folder: string;
  let server: FastifyInstance;
  const file = (name: string): URL => pathToFileURL(join(folder, name));
  const get = (headers: Record<string, string> = {}) => server.inject({ url: '/a.js', headers });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asset-'));
    await writeFile(file('a.js'), SCRIPT);
    server = fastify();
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('compresses if the client accepts gzip, with an ETag per encoding', async () => {
    await serveAsset(server, { path: '/a.js', file: file('a.js') });
    const plain = await get();
    expect(plain.body).toBe(SCRIPT);
    expect(plain.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      vary: 'Origin, Accept-Encoding',
    });
    expect(plain.headers['content-encoding']).toBe(undefined);
    expect((await get({ 'accept-encoding': 'gzip;q=0' })).body).toBe(SCRIPT);
    const gzipped = await get({ 'accept-encoding': 'br, gzip' });
    expect(gzipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzipped.rawPayload).toString()).toBe(SCRIPT);
    expect(gzipped.headers.etag).not.toBe(plain.headers.etag);
  });

  it('responds with 304 if the ETag matches', async () => {
    await serveAsset(server, { path: '/a.js', file: file('a.js') });
    const { etag } = (await get()).headers;
    for (const ifNoneMatch of [etag!, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { statusCode, body } = await get({ 'if-none-match': ifNoneMatch });
      expect([statusCode, body]).toEqual([304, '']);
    }
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  it('limits the age of shared copies to ten minutes', async () => {
    await serveAsset(server, { path: '/a.js', file: file('a.js'), isShared: true });
    const { headers } = await get();
    const [fresh, stale] = String(headers['cache-control']).match(/\d+/g)!.map(Number);
    expect(fresh! + stale!).toBeLessThanOrEqual(600);
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
  });

  it('reads the file at the first request, and retries after a failure', async () => {
    await serveAsset(server, { path: '/a.js', file: file('a.js') });
    await rm(file('a.js'));
    expect((await get()).statusCode).toBe(500);
    await writeFile(file('a.js'), 'late');
    expect((await get()).body).toBe('late');
    await writeFile(file('a.js'), 'later');
    expect((await get()).body).toBe('late');
  });

  it.each(['missing.js', 'a.exe'])('rejects a file that it cannot serve: %s', async (name) => {
    await writeFile(file('a.exe'), '');
    await expect(serveAsset(server, { path: '/a', file: file(name) })).rejects.toThrow(name);
  });
});
