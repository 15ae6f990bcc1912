import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';

import { SmppSession, type SmppPackage } from './smpp-session.js';

/** A server whose connection takes the login, and then has gone before anything is written to it. */
function goneAfterLogin(): SmppPackage {
  const connect = () => {
    const connection = Object.assign(new EventEmitter(), {
      bind_transmitter: (_pdu: unknown, onAnswer: (answer: object) => void) => {
        onAnswer({ command_status: 0 });
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

it('a message whose connection has gone before its first byte was surely not sent', async () => {
  const session = new SmppSession(goneAfterLogin(), 'smpp://a', { host: 'a', port: 1, tls: false }, {});
  const asking = session.request('submit_sm', {}, new AbortController().signal);
  await expect(asking).rejects.toMatchObject({ outcome: 'unreachable' });
  await session.close();
});

it('a message whose time was over before the login was answered is not handed over', async () => {
  const session = new SmppSession(goneAfterLogin(), 'smpp://a', { host: 'a', port: 1, tls: false }, {});
  const deadline = new AbortController();
  const first = session.request('enquire_link', {}, new AbortController().signal).catch(() => undefined);
  const second = session.request('submit_sm', {}, deadline.signal);
  deadline.abort();
  await expect(second).rejects.toMatchObject({ outcome: 'unreachable', isTimeout: true });
  await first;
  await session.close();
});
