import { describe, expect, it } from 'vitest';

import { createTransport } from '../create-transport.js';
import { Outbox } from '../outbox.js';
import { TRANSPORT_SINKS } from '../testing/transport-sinks.js';
import { transportSuite } from '../testing/transport-suite.js';
import type { TransportClass } from '../transport.js';
import { TRANSPORTS } from './index.js';

for (const type of TRANSPORTS) transportSuite(type, TRANSPORT_SINKS[type.schemes[0]]);

describe('TRANSPORTS', () => {
  it('has no duplicate scheme', () => {
    const schemes = TRANSPORTS.flatMap((type) => [...type.schemes]);
    expect(new Set(schemes).size).toBe(schemes.length);
  });

  it('is listed by channel in the error for an unknown scheme', () => {
    const services = { outbox: new Outbox() };
    for (const channel of ['mail', 'sms'] as const) {
      const known = (TRANSPORTS as readonly TransportClass[])
        .filter(({ channels }) => channels.includes(channel))
        .flatMap(({ schemes }) => schemes.map((name) => `${name}:`));
      expect(known).toContain('outbox:');
      expect(() => createTransport('owl://tower', channel, services)).toThrow(
        `"owl:" is no transport for ${channel}. Known: ${known.join(' ')}`,
      );
    }
  });
});
