import { describe, expect, it } from 'vitest';

import { DsnError } from '../dsn/dsn.js';
import { createTransport } from '../create-transport.js';
import { Outbox } from '../outbox.js';
import { messageFor } from '../testing/messages.js';

describe('createTransport() for outbox:', () => {
  it('adds a message with all documented fields to the outbox', async () => {
    const outbox = new Outbox({ now: () => Date.UTC(2027, 0, 2, 3, 4, 5) });
    await createTransport('outbox:', 'mail', { outbox }).send(messageFor('mail'));
    expect(await outbox.messages()).toEqual([
      {
        codeID: 'Y1goJMD3qvs6jZ63QUXN',
        type: 'email',
        use: 'login',
        tenant: 'default',
        account: 'MiXed.Case+tag@Example.COM',
        code: '482913',
        language: 'en',
        subject: 'Your code: 482913',
        text: '482913 is your code – valid for 3 minutes',
        html: '<p><b>482913</b> is your code – valid for 3 minutes</p>',
        at: '2027-01-02T03:04:05.000Z',
      },
    ]);
  });

  it('does not close the outbox', async () => {
    const outbox = new Outbox();
    await createTransport('outbox:', 'sms', { outbox }).close();
    const waiting = outbox.messages({ waitMs: 60_000 });
    await createTransport('outbox:', 'sms', { outbox }).send(messageFor('sms'));
    expect(await waiting).toHaveLength(1);
  });

  it.each([
    ['timeout@simulator.test', { outcome: 'unknown', isTimeout: true, isOutage: false }],
    ['Timeout+7@Simulator.Test', { outcome: 'unknown', isTimeout: true, isOutage: false }],
    ['refused@simulator.test', { outcome: 'refused', isTimeout: false, isOutage: false }],
    ['refused+a+b@simulator.test', { outcome: 'refused', isTimeout: false, isOutage: false }],
  ] as const)('fails for %s, and stores nothing', async (to, failure) => {
    const outbox = new Outbox();
    const sending = createTransport('outbox:', 'mail', { outbox }).send({ ...messageFor('mail'), to });
    await expect(sending).rejects.toMatchObject(failure);
    expect(await outbox.messages()).toEqual([]);
  });

  it('does not open the circuit breaker after many simulated failures', async () => {
    const outbox = new Outbox();
    const transport = createTransport('outbox:', 'mail', { outbox });
    const failing = { ...messageFor('mail'), to: 'timeout@simulator.test' };
    for (let count = 0; count < 20; count++) await transport.send(failing).catch(() => undefined);
    await transport.send(messageFor('mail'));
    expect(await outbox.messages()).toHaveLength(1);
  });

  it.each([
    'jane@simulator.test',
    'timeouts@simulator.test',
    'timeout@simulator.test.example.com',
    'timeout@sub.simulator.test',
  ])('delivers to %s', async (to) => {
    const outbox = new Outbox();
    await createTransport('outbox:', 'mail', { outbox }).send({ ...messageFor('mail'), to });
    expect(await outbox.messages()).toHaveLength(1);
  });

  it.each([
    'outbox://x',
    'outbox://localhost?timeout=3',
    'outbox:///mails',
    'outbox://user:hunter2@x/path',
    'failover(outbox://a outbox:)',
  ])('rejects %s: an outbox has no host and no path', (dsn) => {
    const create = () => createTransport(dsn, 'mail', { outbox: new Outbox() });
    expect(create).toThrow(DsnError);
    expect(create).toThrow(/^outbox: has no host and no path: write outbox:$/);
  });
});
