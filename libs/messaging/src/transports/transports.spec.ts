import { describe, expect, it } from 'vitest';

import { createTransport } from '../create-transport.js';
import { Outbox } from '../outbox.js';
import { TRANSPORT_SINKS } from '../testing/transport-sinks.js';
import { transportSuite } from '../testing/transport-suite.js';
import { TRANSPORTS } from './index.js';

for (const type of TRANSPORTS) transportSuite(type, TRANSPORT_SINKS[type.schemes[0]]);

describe('the list of transports', () => {
  it('gives every scheme to one transport only', () => {
    const schemes = TRANSPORTS.flatMap((type) => [...type.schemes]);
    expect(new Set(schemes).size).toBe(schemes.length);
  });

  it('answers an unknown scheme with the known ones of that channel', () => {
    const services = { outbox: new Outbox() };
    expect(() => createTransport('smpt://host', 'mail', services)).toThrow(
      '"smpt:" is no transport for mail. Known: outbox: smtp: smtps: webhook+https: webhook+http:',
    );
    expect(() => createTransport('pigeon://coop', 'sms', services)).toThrow(
      '"pigeon:" is no transport for sms. Known: outbox: aliyun: tencent: twilio: smpp: smpps: webhook+https: webhook+http:',
    );
  });
});
