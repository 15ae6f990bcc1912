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
