import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closeRedis, openRedis } from './redis.client.js';

describe('openRedis()', () => {
  it.each([
    ['redis://user:hunter2@127.0.0.1:1', 'redis://127.0.0.1:1'],
    ['redis+cluster://:hunter2@127.0.0.1:1', 'redis+cluster://127.0.0.1:1'],
    [
      'redis+sentinel://:hunter2@127.0.0.1:1/main?sentinelPassword=hunter2',
      'redis+sentinel://127.0.0.1:1/main',
    ],
  ])('returns a client that is printed without its secrets (%s)', (url, text) => {
    const client = openRedis(url);
    onTestFinished(() => closeRedis(client));
    // eslint-disable-next-line @typescript-eslint/no-base-to-string
    expect([String(client), inspect(client), JSON.stringify(client)]).toEqual([text, text, `"${text}"`]);
  });

  it('requires the file of ?ca= to be readable', () => {
    expect(() => openRedis('rediss://:hunter2@r?ca=/no/such/file')).toThrow(
      'Redis URL: the file of ?ca= cannot be read',
    );
  });
});
