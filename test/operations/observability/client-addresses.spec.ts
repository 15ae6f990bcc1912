import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LOGGER } from '../../../src/operations/logging/logger.js';
import { ADDRESS_ADVICE } from '../../../src/pipeline/address-advice.js';
import { CAPTCHA, TestApp } from '../../support/app.js';
import { BEHIND_PROXY, type Fields, from } from '../../support/requests.js';

const IMAGE = { use: 'login', type: 'image' };
const LINE = { level: 40, time: expect.any(Number) as number, peer: '127.0.0.1' };

/** Sends a request per header and returns the lines of the log at `warn` and above. */
async function warnings(env: Fields, forwarded: readonly Fields[]): Promise<readonly Fields[]> {
  const lines: Fields[] = [];
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Fields);
      done();
    },
  });
  const app = await TestApp.start({
    env,
    override: (builder) =>
      builder.overrideProvider(LOGGER).useValue(pino({ level: 'warn', base: null }, out)),
  });
  onTestFinished(() => app.close());
  for (const headers of forwarded) {
    expect((await app.post(CAPTCHA, IMAGE, headers)).status).toBe(200);
  }
  return lines.filter(({ msg = '' }) => msg.includes('X-Forwarded-For'));
}

describe('ADDRESS_ADVICE: the log of a start', () => {
  it('says once to set TRUSTED_PROXIES if a peer that is not in it sends X-Forwarded-For', async () => {
    const lines = await warnings({}, [from('203.0.113.9'), from('203.0.113.10'), from('unknown')]);
    expect(lines).toEqual([{ ...LINE, msg: ADDRESS_ADVICE.untrustedPeer }]);
    expect(ADDRESS_ADVICE.untrustedPeer).toMatch(/add the peer to TRUSTED_PROXIES$/);
  });

  it('says once that a trusted proxy does not name its clients, without the content of the header', async () => {
    const lines = await warnings(BEHIND_PROXY, [from('<script>'), from('203.0.113.9, unknown'), from('_x')]);
    expect(lines).toEqual([{ ...LINE, msg: ADDRESS_ADVICE.unreadableEntry }]);
    expect(ADDRESS_ADVICE.unreadableEntry).toContain('set the proxy to append the address of its client');
    expect(JSON.stringify(lines)).not.toMatch(/script|203\.0|unknown|_x/);
  });

  it('says nothing if a trusted proxy names its clients, with or without a port, or no header is sent', async () => {
    expect(await warnings(BEHIND_PROXY, [from('203.0.113.9'), from('203.0.113.9:443'), {}])).toEqual([]);
    expect(await warnings({}, [{}])).toEqual([]);
  });
});
