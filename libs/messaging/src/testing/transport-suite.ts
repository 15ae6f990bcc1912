import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createTransport } from '../create-transport.js';
import { Dsn } from '../dsn/dsn.js';
import type { Channel } from '../message.js';
import { Outbox } from '../outbox.js';
import type { TransportClass, TransportServices } from '../transport.js';
import { messageFor } from './messages.js';
import type { TransportSink } from './transport-sinks.js';

/** Ten letters and digits, for an account under attack. */
const STRONG_CODE = '7K3MWQ9ZTA';
const CHANNELS: readonly Channel[] = ['mail', 'sms'];

/** The contract of every transport, as a test suite. */
export function transportSuite(
  type: TransportClass,
  startSink: (services: TransportServices) => TransportSink | Promise<TransportSink>,
): void {
  const [channel = 'mail'] = type.channels;

  describe(`transportSuite() for ${type.schemes.map((scheme) => `${scheme}:`).join(' ')}`, () => {
    it('is created from its example DSN for each of its channels', async () => {
      for (const supported of type.channels) {
        await createTransport(type.exampleDsn, supported, { outbox: new Outbox() }).close();
      }
    });

    it('is not created for another channel', () => {
      for (const other of CHANNELS.filter((one) => !type.channels.includes(one))) {
        const create = () => createTransport(type.exampleDsn, other, { outbox: new Outbox() });
        expect(create).toThrow(`is no transport for ${other}. Known:`);
      }
    });

    it('prints scheme and host without secrets in toString, JSON and inspect', async () => {
      const dsn = Dsn.parse(type.exampleDsn);
      const transports = [
        type.fromDsn(dsn, { outbox: new Outbox() }),
        createTransport(type.exampleDsn, channel, { outbox: new Outbox() }),
      ];
      for (const transport of transports) {
        onTestFinished(() => transport.close());
        expect(transport.toString()).toBe(dsn.toString());
        const printed = [
          transport.toString(),
          JSON.stringify(transport),
          inspect(transport, { depth: Infinity, showHidden: true, getters: true }),
        ].join();
        for (const secret of secretsIn(type.exampleDsn)) expect(printed).not.toContain(secret);
      }
    });

    it('rejects an unknown option and lists the known ones', () => {
      const mark = type.exampleDsn.includes('?') ? '&' : '?';
      const create = () =>
        createTransport(`${type.exampleDsn}${mark}tiemout=5`, channel, { outbox: new Outbox() });
      expect(create).toThrow(/unknown options: tiemout; known: \w+/);
    });

    it('delivers one message to the unchanged recipient', async () => {
      const { transport, sink } = await open();
      const message = messageFor(channel);
      await transport.send(message);
      expect(await sink.recipients()).toEqual([message.to]);
    });

    it('carries strong codes, with the options of the example DSN', async () => {
      const transport = createTransport(type.exampleDsn, channel, { outbox: new Outbox() });
      await transport.close();
      expect(transport.carriesStrongCodes).toBe(true);
    });

    it('delivers a strong code', async () => {
      const { transport, sink } = await open();
      const { metadata, to } = messageFor(channel);
      await transport.send(messageFor(channel, { metadata: { ...metadata, code: STRONG_CODE } }));
      expect(await sink.recipients()).toEqual([to]);
    });

    it('can be checked repeatedly without a delivery', async () => {
      const { transport, sink } = await open();
      expect(await transport.check()).toBe(sink.checked);
      expect(await transport.check()).toBe(sink.checked);
      expect(await sink.recipients()).toEqual([]);
    });

    it('has no members', async () => {
      const { transport } = await open();
      expect(transport.members).toEqual([]);
    });

    it('refuses a message with an expired code, and delivers nothing', async () => {
      const { transport, sink } = await open();
      const { metadata } = messageFor(channel);
      const sending = transport.send(messageFor(channel, { metadata: { ...metadata, expire: 0 } }));
      await expect(sending).rejects.toMatchObject({ outcome: 'refused' });
      expect(await sink.recipients()).toEqual([]);
    });

    it('refuses a message of another channel, and delivers nothing', async () => {
      const { transport, sink } = await open();
      for (const other of CHANNELS.filter((one) => one !== channel)) {
        await expect(transport.send(messageFor(other))).rejects.toMatchObject({ outcome: 'refused' });
      }
      expect(await sink.recipients()).toEqual([]);
    });

    it.each([
      'a@example.com, b@example.com',
      'a@example.com;b@example.com',
      'a@example.com b@example.com',
      'Name <a@example.com>',
      '<a@example.com>',
      '"a b"@example.com',
      '"a"@example.com',
      'a@example.com\r\nBcc: b@example.com',
      'a@example.com\nRCPT TO:<b@example.com>',
      'a@example.com\0',
      'a@example.com (comment)',
      '@relay.example.com:a@example.com',
      'group:a@example.com;',
      'a@[127.0.0.1]',
      'a@b@example.com',
      'ä@example.com',
      'a@exämple.com',
      'root',
      '',
      '@example.com',
      `${'a'.repeat(255)}@example.com`,
      '+8613800138000,+8613800138001',
      '+8613800138000\r\n+8613800138001',
      '13800138000;13800138001',
      '138#001',
      '++86138',
    ])('refuses %j as a recipient, and delivers nothing', async (to) => {
      const { transport, sink } = await open();
      const sending = transport.send(messageFor(channel, { to }));
      await expect(sending).rejects.toMatchObject({ name: 'TransportError', outcome: 'refused' });
      await expect(sending).rejects.not.toThrow(to === '' ? /$^/ : to);
      expect(await sink.recipients()).toEqual([]);
    });

    it('closes repeatedly, and rejects messages afterwards', async () => {
      const { transport, sink } = await open();
      await Promise.all([transport.close(), transport.close()]);
      await transport.close();
      await expect(transport.send(messageFor(channel))).rejects.toMatchObject({ outcome: 'unreachable' });
      expect(await sink.recipients()).toEqual([]);
    });

    it('completes the deliveries in flight before it closes', async () => {
      const { transport, sink } = await open();
      const message = messageFor(channel);
      const sending = Array.from({ length: 20 }, () => transport.send(message));
      await transport.close();
      expect(await sink.recipients()).toHaveLength(20);
      await Promise.all(sending);
    });
  });

  async function open() {
    const services: TransportServices = { outbox: new Outbox() };
    const sink = await startSink(services);
    const transport = createTransport(sink.dsn, channel, services);
    onTestFinished(async () => {
      await transport.close();
      await sink.stop();
    });
    return { transport, sink };
  }
}

/** User, password and option values of a DSN, decoded and not. */
function secretsIn(dsn: string): string[] {
  const { username, password, search } = new URL(dsn);
  const values = search
    .slice(1)
    .split('&')
    .map((pair) => pair.replace(/^[^=]*=/, ''));
  return [username, password, ...values]
    .filter((text) => text !== '')
    .flatMap((text) => [text, decodeURIComponent(text)]);
}
