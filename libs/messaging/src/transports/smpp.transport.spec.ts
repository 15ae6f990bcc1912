import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { createTransport } from '../create-transport.js';
import type { Message } from '../message.js';
import { Outbox } from '../outbox.js';
import { testCertificate } from '../testing/certificate.js';
import { messageFor } from '../testing/messages.js';
import { SMPP_LOGIN, startSmppSink, type SmppBehaviour } from '../testing/sinks/smpp.sink.js';
import { settlesWithin, eventually } from '../../../../test/support/wait.js';

const TIMEOUT_MS = 200;
const LOGIN = `${SMPP_LOGIN.user}:${encodeURIComponent(SMPP_LOGIN.password)}`;

function open(dsn: string, timeoutMs?: number) {
  const transport = createTransport(dsn, 'sms', { outbox: new Outbox(), timeoutMs });
  onTestFinished(() => transport.close());
  return transport;
}

async function smsc(behaviour?: SmppBehaviour) {
  const sink = await startSmppSink(behaviour);
  onTestFinished(() => sink.stop());
  return sink;
}

describe('createTransport() for SMPP: an SMS', () => {
  async function sent(overrides: Partial<Message> = {}, options = '?from=Example') {
    const sink = await smsc();
    await open(`smpp://${LOGIN}@127.0.0.1:${sink.port}${options}`).send(messageFor('sms', overrides));
    return sink.received;
  }

  it('is encoded in UCS-2 when a character requires it', async () => {
    const text = '482913 — 您的验证码 🔑';
    expect(await sent({ text })).toMatchObject([{ text, coding: 8, part: undefined }]);
  });

  it('is encoded in the GSM alphabet otherwise', async () => {
    const text = '482913 is your code @ Größe: {3 €}';
    expect(await sent({ text })).toMatchObject([{ text, coding: 0, part: undefined }]);
  });

  it.each([
    ['GSM', 'a €', 0],
    ['UCS-2', 'a 码', 8],
  ])('is split into concatenated parts when it is long (%s)', async (_name, unit, coding) => {
    const text = unit.repeat(100);
    const parts = await sent({ text });
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.every((part) => part.coding === coding)).toBe(true);
    expect(new Set(parts.map(({ part }) => part?.[0])).size).toBe(1);
    expect(parts.map(({ part }) => part?.slice(1))).toEqual(parts.map((_, i) => [parts.length, i + 1]));
  });

  it.each([
    ['+8613800138000', '+8613800138000'],
    ['13800138000', '13800138000'],
    ['+1 (555) 010-9999', '+15550109999'],
  ])('to %s has the digits and the type of number', async (to, received) => {
    expect(await sent({ to })).toMatchObject([{ to: received }]);
  });

  it.each([
    ['?from=Example', 'Example'],
    ['?from=+15005550006', '+15005550006'],
    ['?from=10690', '10690'],
    ['', ''],
  ])('has the sender of the DSN (%s)', async (options, from) => {
    expect(await sent({}, options)).toMatchObject([{ from }]);
  });

  it('expires at the SMSC together with its code', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2027, 0, 1) });
    onTestFinished(() => void vi.useRealTimers());
    const [sms] = await sent();
    expect(sms?.validity).toEqual(new Date(Date.UTC(2027, 0, 1, 0, 3)));
  });

  it('shares one session with other messages', async () => {
    const sink = await smsc();
    const transport = open(`smpp://${LOGIN}@127.0.0.1:${sink.port}`);
    await Promise.all(Array.from({ length: 30 }, () => transport.send(messageFor('sms'))));
    await transport.check();
    expect([sink.received.length, sink.binds()]).toEqual([30, 1]);
  });

  it('is sent over TLS with smpps:, to a server with a trusted certificate only', async () => {
    const certificate = await testCertificate();
    onTestFinished(() => certificate.remove());
    const sink = await smsc({ tls: certificate });
    const dsn = `smpps://${LOGIN}@localhost:${sink.port}`;
    await expect(open(dsn).send(messageFor('sms'))).rejects.toMatchObject({ outcome: 'unreachable' });
    expect(sink.binds()).toBe(0);
    await open(`${dsn}?ca=${encodeURIComponent(certificate.path)}`).send(messageFor('sms'));
    expect(sink.received).toHaveLength(1);
  });
});

describe('createTransport() for SMPP: the session', () => {
  it('binds again for the next message after a lost connection', async () => {
    const sink = await smsc();
    const transport = open(`smpp://${LOGIN}@127.0.0.1:${sink.port}`);
    await transport.send(messageFor('sms'));
    await sink.hangUp();
    // The client detects the closed connection asynchronously.
    await eventually(() => transport.check());
    await transport.send(messageFor('sms'));
    expect([sink.received.length, sink.binds()]).toEqual([2, 2]);
  });

  it('binds again after a bind timeout and leaves no connection open', async () => {
    const sink = await smsc({ ignoresBind: true });
    const transport = open(`smpp://${LOGIN}@127.0.0.1:${sink.port}`, TIMEOUT_MS);
    for (let index = 0; index < 2; index += 1) {
      const sending = Array.from({ length: 3 }, () => transport.send(messageFor('sms')));
      for (const one of sending) await expect(one).rejects.toMatchObject({ outcome: 'unreachable' });
    }
    expect(sink.binds()).toBe(2);
    await eventually(() => expect(sink.sessions()).toBe(0));
  });

  it('responds to enquire_link of the server', async () => {
    const sink = await smsc();
    await open(`smpp://${LOGIN}@127.0.0.1:${sink.port}`).send(messageFor('sms'));
    expect(await sink.enquire()).toMatchObject({ command: 'enquire_link_resp', command_status: 0 });
  });

  it('closes when the server ignores enquire_link, sent every 30 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    // Shortens only the timeout of enquire_link, which is ten seconds.
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
    onTestFinished(() => timeout.mockRestore());
    const sink = await smsc({ ignoresEnquireLink: true });
    await open(`smpp://${LOGIN}@127.0.0.1:${sink.port}`).send(messageFor('sms'));
    expect(sink.sessions()).toBe(1);
    vi.advanceTimersByTime(30_000);
    await eventually(() => expect(sink.sessions()).toBe(0));
    expect(timeout).toHaveBeenCalledWith(10_000);
  });

  it('closes with the transport', async () => {
    const sink = await smsc();
    const transport = open(`smpp://${LOGIN}@127.0.0.1:${sink.port}`);
    await transport.send(messageFor('sms'));
    await transport.close();
    await eventually(() => expect(sink.sessions()).toBe(0));
  });

  it('reports a wrong password by status name, without the password', async () => {
    const sink = await smsc();
    const transport = open(`smpp://system:hunter2@127.0.0.1:${sink.port}`);
    for (const pending of [transport.send(messageFor('sms')), transport.check()]) {
      await expect(pending).rejects.toMatchObject({ outcome: 'refused', isOutage: true });
      await expect(pending).rejects.toThrow(/^smpp:\/\/127\.0\.0\.1:\d+ refused the login: ESME_RINVPASWD$/);
    }
    expect(sink.received).toEqual([]);
  });
});

describe('createTransport() for SMPP: outcomes', () => {
  async function sendingTo(status: NonNullable<SmppBehaviour['status']>, timeoutMs?: number, text?: string) {
    const sink = await smsc({ status });
    const message = messageFor('sms', text === undefined ? {} : { text });
    return open(`smpp://${LOGIN}@127.0.0.1:${sink.port}`, timeoutMs).send(message);
  }

  it.each([
    [0x0b, 'ESME_RINVDSTADR', false],
    [0x14, 'ESME_RMSGQFUL', false],
    [0x45, 'ESME_RSUBMITFAIL', false],
    [0x64, 'ESME_RX_T_APPN', false],
    [0x65, 'ESME_RX_P_APPN', false],
    [0x66, 'ESME_RX_R_APPN', false],
    [0x4321, '0x00004321', false],
    [0x04, 'ESME_RINVBNDSTS', true],
    [0x08, 'ESME_RSYSERR', true],
    [0x58, 'ESME_RTHROTTLED', true],
  ])('reports `refused` for the status %i (%s), as an outage: %s', async (status, name, isOutage) => {
    const sending = sendingTo(() => status);
    await expect(sending).rejects.toMatchObject({ outcome: 'refused', isOutage });
    await expect(sending).rejects.toThrow(new RegExp(`refused the message: ${name}$`));
  });

  it('reports `unknown` at the deadline when the SMSC does not respond', async () => {
    const sending = sendingTo(() => undefined, TIMEOUT_MS);
    expect(await settlesWithin(TIMEOUT_MS + 300, sending)).toBe(true);
    await expect(sending).rejects.toMatchObject({ outcome: 'unknown', isTimeout: true });
  });

  it('reports `unknown` when the SMSC accepts one part and refuses the next', async () => {
    const sending = sendingTo((index) => (index === 0 ? 0 : 0x45), undefined, '码'.repeat(100));
    await expect(sending).rejects.toMatchObject({ outcome: 'unknown' });
    await expect(sending).rejects.toThrow('refused a part of the message: ESME_RSUBMITFAIL');
  });

  it('reports `unreachable` at the deadline when the SMSC ignores the bind, and leaves no connection open', async () => {
    const sink = await smsc({ ignoresBind: true });
    const sending = open(`smpp://${LOGIN}@127.0.0.1:${sink.port}`, TIMEOUT_MS).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome: 'unreachable', isTimeout: true });
    await eventually(() => expect(sink.sessions()).toBe(0));
  });

  it.each(['SSH-2.0-nonsense\r\n', '\0\0\0\x10\x80\0\0\x09\0\0\0\0\xff\xff\xff\xff', '\0\0\0\0'])(
    'reports `unreachable` when the server speaks another protocol (%j)',
    async (bytes) => {
      const server = net.createServer((socket) => {
        onTestFinished(() => void socket.destroy());
        socket.on('error', () => undefined);
        socket.write(bytes, 'latin1');
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      const { port } = server.address() as AddressInfo;
      const sending = open(`smpp://${LOGIN}@127.0.0.1:${port}`, TIMEOUT_MS).send(messageFor('sms'));
      await expect(sending).rejects.toMatchObject({ name: 'TransportError', outcome: 'unreachable' });
    },
  );

  it('reports `unreachable` when the connection is refused', async () => {
    const stopped = await startSmppSink();
    await stopped.stop();
    const sending = open(`smpp://${LOGIN}@127.0.0.1:${stopped.port}`).send(messageFor('sms'));
    await expect(sending).rejects.toThrow(/could not be reached: ECONNREFUSED/);
    await expect(sending).rejects.toMatchObject({ outcome: 'unreachable' });
  });
});

describe('createTransport() for an invalid SMPP DSN', () => {
  it.each([
    ['smpp://host', 'smpp://host needs both user and password: smpp://USER:PASSWORD@…'],
    [
      'smpp://u:hunter2@host?from=much-too-long-a-name',
      'An SMPP DSN is smpp://USER:PASSWORD@host:port?from=…',
    ],
    ['smpp://u:hunter2@host?ca=x', 'smpp://host has unknown options: ca; known: systemtype, from'],
    ['smpps://u:hunter2@host?ca=/nowhere', 'the file named by the option "ca" cannot be read'],
  ])('rejects %s: %s', (dsn, text) => {
    const create = () => open(dsn);
    expect(create).toThrow(text);
    expect(create).not.toThrow('hunter2');
  });
});
