import { describe, expect, it, onTestFinished } from 'vitest';

import { createTransport } from '../../create-transport.js';
import { Outbox } from '../../outbox.js';
import { messageFor } from '../../testing/messages.js';
import { startFaultySmtp } from '../../testing/sinks/faulty-smtp.js';
import { defaultClientName } from './client-name.js';

const LONGEST = `${'a.'.repeat(125)}com`;

async function serverWith(options: string) {
  const server = await startFaultySmtp({});
  const transport = createTransport(`smtp://127.0.0.1:${server.port}${options}`, 'mail', {
    outbox: new Outbox(),
  });
  onTestFinished(async () => {
    await transport.close();
    await server.stop();
  });
  const names = () => server.commands.filter((line) => line.startsWith('EHLO')).map((line) => line.slice(5));
  return { transport, names };
}

describe('createTransport() for SMTP: the name in EHLO', () => {
  it.each([
    ['?from=Example%20<no-reply@mail.example.com>', undefined, 'mail.example.com'],
    ['?from=no-reply@mail.example.com', 'nord@example.org', 'mail.example.com'],
    ['', 'Nord <nord@example.org>', 'example.org'],
    ['?name=relay.example.net&from=no-reply@mail.example.com', 'nord@example.org', 'relay.example.net'],
    ['?name=relay.example.net', 'nord@example.org', 'relay.example.net'],
  ])('with the options "%s" and the sender %s of the message is %s', async (options, from, expected) => {
    const { transport, names } = await serverWith(options);
    await transport.send(messageFor('mail', { from }));
    expect(names()).toEqual([expected]);
    expect(transport.clientName).toBe(expected);
  });

  it('does not change with the sender of a later message, which uses the same connection', async () => {
    const { transport, names } = await serverWith('');
    await transport.send(messageFor('mail', { from: 'a@example.org' }));
    await transport.send(messageFor('mail', { from: 'b@example.net' }));
    expect(names()).toEqual(['example.org']);
  });

  it.each([
    ['?from=no-reply@example.com', 'example.com'],
    ['?name=relay.example.net', 'relay.example.net'],
    ['', defaultClientName()],
  ])('of check() with the options "%s" is %s', async (options, expected) => {
    const { transport, names } = await serverWith(options);
    await transport.check();
    expect(names()).toEqual([expected]);
    expect(transport.clientName).toBe(expected);
  });

  it.each([
    ['relay.example.net', 'relay.example.net'],
    ['MX-1.Example.NET', 'MX-1.Example.NET'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['[203.0.113.5]', '[203.0.113.5]'],
    ['[IPv6:2001:db8::5]', '[IPv6:2001:db8::5]'],
    [LONGEST, LONGEST],
  ])('may be ?name=%s', async (name, expected) => {
    const { transport } = await serverWith(`?name=${name}`);
    expect(transport.clientName).toBe(expected);
  });

  it.each([
    '',
    'localhost',
    'container',
    '127.0.0.1',
    '127.1',
    'a.1',
    '[127.1]',
    '[2001:db8::5]',
    '[IPv6:127.0.0.1]',
    '[IPv6:fe80::1%2510]',
    '[]',
    'a..b',
    '.example.com',
    'example.com.',
    '-a.example.com',
    'a-.example.com',
    'under_score.example.com',
    'a%252eb.com',
    `${'a'.repeat(64)}.com`,
    `a.${LONGEST}`,
    'example.com%0d%0aMAIL FROM:<a@b>',
    'example.com%20x',
    'mün chen.example',
  ])('may not be ?name=%s', (name) => {
    const create = () => createTransport(`smtp://host?name=${name}`, 'mail', { outbox: new Outbox() });
    expect(create).toThrow(
      'smtp://host: the option "name" must be a domain such as mail.example.com, or an address such as [203.0.113.5]',
    );
  });
});

describe('defaultClientName()', () => {
  const from = (address: string) => ({ name: '', address });

  it.each([
    [from('a@example.com'), 'host.example.net', 'example.com'],
    [from('a@localhost'), 'host.example.net', 'host.example.net'],
    [from('a@127.0.0.1'), 'host.example.net', 'host.example.net'],
    [undefined, 'host.example.net', 'host.example.net'],
    [from('a@localhost'), 'd34db33fcafe', '[127.0.0.1]'],
    [undefined, 'pod_1.example.net', '[127.0.0.1]'],
    [undefined, '', '[127.0.0.1]'],
  ])('for the sender %j on the host "%s" is %s', (sender, host, expected) => {
    expect(defaultClientName(sender, host)).toBe(expected);
  });
});
