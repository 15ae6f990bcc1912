import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';

import { SmppSession, type SmppPackage } from './smpp-session.js';

/** A connection that accepts the bind and then fails every write. */
function closedAfterBind(): SmppPackage {
  const connect = () => {
    const connection = Object.assign(new EventEmitter(), {
      bind_transmitter: (_pdu: unknown, onResponse: (response: object) => void) => {
        onResponse({ command_status: 0 });
        return true;
      },
      submit_sm: () => false,
      enquire_link: () => false,
      unbind: () => false,
      destroy: () => connection.emit('close'),
    });
    setImmediate(() => connection.emit('connect'));
    return connection;
  };
  return { connect, errors: {} } as unknown as SmppPackage;
}

describe('SmppSession', () => {
  it('reports unreachable when the connection closed before the first byte', async () => {
    const session = new SmppSession(closedAfterBind(), 'smpp://a', { host: 'a', port: 1, tls: false }, {});
    const pending = session.request('submit_sm', {}, new AbortController().signal);
    await expect(pending).rejects.toMatchObject({ outcome: 'unreachable' });
    await session.close();
  });

  it('sends no message whose deadline passed before the bind response', async () => {
    const session = new SmppSession(closedAfterBind(), 'smpp://a', { host: 'a', port: 1, tls: false }, {});
    const deadline = new AbortController();
    const first = session.request('enquire_link', {}, new AbortController().signal).catch(() => undefined);
    const second = session.request('submit_sm', {}, deadline.signal);
    deadline.abort();
    await expect(second).rejects.toMatchObject({ outcome: 'unreachable', isTimeout: true });
    await first;
    await session.close();
  });
});
