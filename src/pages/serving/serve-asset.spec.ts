import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveAsset } from './serve-asset.js';

const SCRIPT = 'export const answer = 42;\n'.repeat(20);

describe('An asset', () => {
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

  it('is compressed for those who take it, and each form has a validator of its own', async () => {
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
    const packed = await get({ 'accept-encoding': 'br, gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.rawPayload).toString()).toBe(SCRIPT);
    expect(packed.headers.etag).not.toBe(plain.headers.etag);
  });

  it('is not sent again to those who have it', async () => {
    await serveAsset(server, { path: '/a.js', file: file('a.js') });
    const { etag } = (await get()).headers;
    for (const known of [etag!, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { statusCode, body } = await get({ 'if-none-match': known });
      expect([statusCode, body]).toEqual([304, '']);
    }
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  it('is new to everybody within ten minutes when pages of other origins load it', async () => {
    await serveAsset(server, { path: '/a.js', file: file('a.js'), isShared: true });
    const { headers } = await get();
    const [fresh, stale] = String(headers['cache-control']).match(/\d+/g)!.map(Number);
    expect(fresh! + stale!).toBeLessThanOrEqual(600);
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
  });

  it('is read once, when it is first asked for', async () => {
    await serveAsset(server, { path: '/a.js', file: file('a.js') });
    await rm(file('a.js'));
    expect((await get()).statusCode).toBe(500);
    await writeFile(file('a.js'), 'late');
    expect((await get()).body).toBe('late');
    await writeFile(file('a.js'), 'later');
    expect((await get()).body).toBe('late');
  });

  it.each(['missing.js', 'a.exe'])('stops the start when it cannot be served: %s', async (name) => {
    await writeFile(file('a.exe'), '');
    await expect(serveAsset(server, { path: '/a', file: file(name) })).rejects.toThrow(name);
  });
});
