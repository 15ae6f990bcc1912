import type { AddressObject } from 'mailparser';
import net, { type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { createTransport } from '../create-transport.js';
import { Outbox } from '../outbox.js';
import { testCertificate } from '../testing/certificate.js';
import { startFaultySmtp } from '../testing/sinks/faulty-smtp.js';
import { startHttpSink } from '../testing/sinks/http.sink.js';
import { messageFor } from '../testing/messages.js';
import { releaseAfterAll } from '../testing/release-after-all.js';
import { startSmtpSink } from '../testing/sinks/smtp.sink.js';
import { settlesWithin } from '../../../../test/support/wait.js';

const FROM = 'from=Example%20<no-reply@example.com>';
const AT = Date.UTC(2027, 0, 2, 3, 4, 5);
const onRelease = releaseAfterAll();

function open(dsn: string, timeoutMs?: number) {
  const transport = createTransport(dsn, 'mail', { outbox: new Outbox(), timeoutMs, now: () => AT });
  onRelease(() => transport.close());
  return transport;
}

async function sinkWith(options?: SMTPServerOptions) {
  const sink = await startSmtpSink(options);
  onRelease(() => sink.stop());
  return sink;
}

async function faultyServer(...faults: Parameters<typeof startFaultySmtp>) {
  const server = await startFaultySmtp(...faults);
  onRelease(() => server.stop());
  return server;
}

describe.concurrent('createTransport() for SMTP: a mail', () => {
  async function sent(overrides: Parameters<typeof messageFor>[1] = {}, from = FROM) {
    const sink = await sinkWith();
    await open(`smtp://127.0.0.1:${sink.port}?${from}`).send(messageFor('mail', overrides));
    const [received] = sink.received;
    if (!received) throw new Error('nothing arrived');
    return received;
  }

  it('contains text and HTML as alternatives', async () => {
    const { mail, raw } = await sent();
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' });
    expect(mail.text?.trim()).toBe('482913 is your code – valid for 3 minutes');
    expect(mail.html).toBe('<p><b>482913</b> is your code – valid for 3 minutes</p>');
    expect(raw.match(/^Content-Type: text/gm)).toHaveLength(2);
  });

  it('has one recipient, in the envelope and in one To header without a name', async () => {
    const { to, mail, raw } = await sent();
    expect(to).toEqual(['MiXed.Case+tag@Example.COM']);
    expect((mail.to as AddressObject).value).toEqual([{ name: '', address: 'MiXed.Case+tag@example.com' }]);
    expect(raw).not.toMatch(/^(cc|bcc):/im);
  });

  it('has the sender of the DSN', async () => {
    const { from, mail } = await sent();
    expect(from).toBe('no-reply@example.com');
    expect(mail.from?.value).toEqual([{ name: 'Example', address: 'no-reply@example.com' }]);
  });

  it('prefers the sender of the message', async () => {
    const { from, mail } = await sent({ from: '"Häuser, Nord" <nord@example.org>' });
    expect(from).toBe('nord@example.org');
    expect(mail.from?.value).toEqual([{ name: 'Häuser, Nord', address: 'nord@example.org' }]);
  });

  it('requires no sender in the DSN when the message has one', async () => {
    expect((await sent({ from: 'nord@example.org' }, '')).from).toBe('nord@example.org');
  });

  it('has the sender of the DSN when that of the message is empty', async () => {
    expect((await sent({ from: '' })).from).toBe('no-reply@example.com');
  });

  it('has no Reply-To header by default', async () => {
    expect((await sent()).raw).not.toMatch(/^reply-to:/im);
  });

  it.each([
    ['of the DSN', {}, 'support@example.com', 'Support'],
    ['of the DSN when that of the message is empty', { replyTo: '' }, 'support@example.com', 'Support'],
    ['of the message', { replyTo: '"Häuser, Nord" <help@example.org>' }, 'help@example.org', 'Häuser, Nord'],
  ])('has the Reply-To address %s, and the sender all the same', async (_which, overrides, address, name) => {
    const { from, mail } = await sent(overrides, `${FROM}&replyTo=Support%20<support@example.com>`);
    expect(mail.replyTo?.value).toEqual([{ name, address }]);
    expect(from).toBe('no-reply@example.com');
    expect(mail.from?.value).toEqual([{ name: 'Example', address: 'no-reply@example.com' }]);
  });

  it('suppresses vacation responders by its headers', async () => {
    const { headers } = (await sent()).mail;
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('x-auto-response-suppress')).toBe('DR, RN, NRN, OOF, AutoReply');
  });

  it('has a Content-Language header', async () => {
    const metadata = { ...messageFor('mail').metadata, language: 'pt-BR' };
    expect((await sent({ metadata })).mail.headers.get('content-language')).toBe('pt-BR');
  });

  it('has the HTML alternative last, as the preferred one', async () => {
    const { raw } = await sent();
    expect(raw).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(raw.indexOf('Content-Type: text/plain')).toBeLessThan(raw.indexOf('Content-Type: text/html'));
  });

  it('has the date of the injected clock', async () => {
    expect((await sent()).mail.date?.getTime()).toBe(AT);
  });

  it("has a Message-ID in the sender's domain without the codeID, and no X-Mailer", async () => {
    const { mail, raw } = await sent();
    expect(mail.messageId).toMatch(/^<[^@]+@example\.com>$/);
    expect(raw).not.toContain('Y1goJMD3qvs6jZ63QUXN');
    expect(raw).not.toMatch(/^x-mailer:/im);
    expect(raw).not.toMatch(/nodemailer/i);
  });

  it.each([
    ['subject', { subject: 'Hello\r\nBcc: evil@example.com\r\nX-Evil: 1\r\n\r\nbody' }],
    ['text', { text: 'Hello\r\n.\r\nMAIL FROM:<evil@example.com>\r\nBcc: evil@example.com' }],
    ['html', { html: '<p>\r\n.\r\nRCPT TO:<evil@example.com>\r\n</p>' }],
  ])('gains no header, part or recipient from line breaks in its %s', async (_part, overrides) => {
    const plain = await sent();
    const { mail, to } = await sent(overrides);
    expect([...mail.headers.keys()]).toEqual([...plain.mail.headers.keys()]);
    expect(mail.attachments).toEqual([]);
    expect(to).toEqual(['MiXed.Case+tag@Example.COM']);
  });

  describe.each(['from', 'replyTo'])('with the option %s', (option) => {
    it.each([
      'evil',
      'a@example.com, b@example.com',
      'A\r\nBcc: evil@example.com <a@example.com>',
      'A <a@b>, b@c',
    ])('%j is refused', async (value) => {
      const sink = await sinkWith();
      const message = messageFor('mail', { [option]: value });
      const sending = open(`smtp://127.0.0.1:${sink.port}?${FROM}`).send(message);
      await expect(sending).rejects.toMatchObject({ outcome: 'refused' });
      await expect(sending).rejects.not.toThrow(value);
      expect(sink.received).toEqual([]);
    });
  });

  it('is refused with a remedy when neither message nor DSN has a sender', async () => {
    const sink = await sinkWith();
    const sending = open(`smtp://127.0.0.1:${sink.port}`).send(messageFor('mail'));
    await expect(sending).rejects.toThrow('no usable sender: add ?from=a@b to its DSN');
    await expect(sending).rejects.toMatchObject({ outcome: 'refused' });
  });

  it.each(['text', 'html'])('embeds no file and no URL as its %s', async (part) => {
    const web = await startHttpSink();
    onRelease(() => web.stop());
    const sink = await sinkWith();
    const transport = open(`smtp://127.0.0.1:${sink.port}?${FROM}`);
    for (const content of [
      { path: fileURLToPath(import.meta.url) },
      { href: `http://127.0.0.1:${web.port}/` },
    ]) {
      await expect(transport.send(messageFor('mail', { [part]: content }))).rejects.toThrow();
    }
    expect(sink.received).toEqual([]);
    expect(web.received).toEqual([]);
  });

  it('leaves a pooled connection that closes with the transport', async () => {
    const server = await faultyServer({});
    const transport = open(`smtp://127.0.0.1:${server.port}?${FROM}`);
    await transport.send(messageFor('mail'));
    await transport.close();
    await server.idle();
  });

  it('shares at most five connections with other mails', async () => {
    let opened = 0;
    const sink = await sinkWith({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onConnect: (_session, done) => {
        opened += 1;
        done();
      },
    });
    const transport = open(`smtp://127.0.0.1:${sink.port}?${FROM}`);
    await Promise.all(Array.from({ length: 50 }, () => transport.send(messageFor('mail'))));
    expect(sink.received).toHaveLength(50);
    expect(opened).toBeLessThanOrEqual(5);
  });
});

describe('createTransport() for SMTP: a mail, with fake timers', () => {
  it('leaves a pooled connection that closes after 30 idle seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const server = await faultyServer({});
    await open(`smtp://127.0.0.1:${server.port}?${FROM}`).send(messageFor('mail'));
    await setImmediate(); // nodemailer returns the connection to its pool
    vi.advanceTimersByTime(30_000);
    await server.idle();
  });
});

describe.concurrent('createTransport() for SMTP: the connection', () => {
  async function secureSink(options: SMTPServerOptions = {}) {
    const certificate = await testCertificate();
    onRelease(() => certificate.remove());
    const logins: string[] = [];
    const sink = await sinkWith({
      key: certificate.key,
      cert: certificate.cert,
      disabledCommands: [],
      onAuth: ({ username = '', password }, _session, done) => {
        logins.push(username);
        if (password === 'p@ss/wörd') done(null, { user: username });
        else done(new Error(`${username} is not welcome`));
      },
      ...options,
    });
    return { ...sink, logins, ca: `ca=${encodeURIComponent(certificate.path)}` };
  }
  const credentials = `user:${encodeURIComponent('p@ss/wörd')}@`;

  it('uses STARTTLS before the login', async () => {
    const { port, received, ca } = await secureSink();
    await open(`smtp://${credentials}127.0.0.1:${port}?${FROM}&${ca}`).send(messageFor('mail'));
    expect(received).toMatchObject([{ isSecure: true, user: 'user' }]);
  });

  it('uses implicit TLS with smtps:', async () => {
    const { port, received, ca } = await secureSink({ secure: true });
    await open(`smtps://${credentials}127.0.0.1:${port}?${FROM}&${ca}`).send(messageFor('mail'));
    expect(received).toMatchObject([{ isSecure: true, user: 'user' }]);
  });

  it.each(['smtp', 'smtps'])(
    'fails before the login when the certificate is not trusted (%s:)',
    async (scheme) => {
      const { port, received, logins } = await secureSink({ secure: scheme === 'smtps' });
      const sending = open(`${scheme}://${credentials}127.0.0.1:${port}?${FROM}`).send(messageFor('mail'));
      await expect(sending).rejects.toThrow(/could not be reached: DEPTH_ZERO_SELF_SIGNED_CERT/);
      await expect(sending).rejects.toMatchObject({ outcome: 'unreachable' });
      expect({ received, logins }).toEqual({ received: [], logins: [] });
    },
  );

  // 0.0.0.0 connects to this machine, but is not a loopback address.
  it.each([`${credentials}0.0.0.0`, '127.0.0.1'])(
    'fails when TLS is required and not offered (%s)',
    async (host) => {
      const { port, received, logins } = await secureSink({
        disabledCommands: ['STARTTLS'],
        allowInsecureAuth: true,
      });
      const tls = host === '127.0.0.1' ? '&tls=required' : '';
      const sending = open(`smtp://${host}:${port}?${FROM}${tls}`).send(messageFor('mail'));
      await expect(sending).rejects.toMatchObject({ name: 'TransportError' });
      expect({ received, logins }).toEqual({ received: [], logins: [] });
    },
  );

  it('permits a login without TLS on loopback', async () => {
    const { port, received } = await secureSink({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    await open(`smtp://${credentials}127.0.0.1:${port}?${FROM}`).send(messageFor('mail'));
    expect(received).toMatchObject([{ isSecure: false, user: 'user' }]);
  });

  it('fails for a wrong password, without the password in the error', async () => {
    const { port, received, ca } = await secureSink();
    const sending = open(`smtp://user:hunter2@127.0.0.1:${port}?${FROM}&${ca}`).send(messageFor('mail'));
    await expect(sending).rejects.toMatchObject({ outcome: 'refused' });
    await expect(sending).rejects.toThrow(
      new RegExp(`^smtp://127\\.0\\.0\\.1:${port} refused the message: 535 at AUTH PLAIN$`),
    );
    expect(received).toEqual([]);
  });
});

describe.concurrent('createTransport() for SMTP: check()', () => {
  it('uses STARTTLS and logs in, and sends nothing', async () => {
    const certificate = await testCertificate();
    onRelease(() => certificate.remove());
    const logins: unknown[] = [];
    const sink = await sinkWith({
      key: certificate.key,
      cert: certificate.cert,
      disabledCommands: [],
      onAuth: ({ username, password }, { secure }, done) => {
        logins.push({ username, secure });
        if (password === 'right') done(null, { user: username });
        else done(new Error(`${username} is not welcome`));
      },
    });
    const dsn = (password: string) =>
      `smtp://user:${password}@127.0.0.1:${sink.port}?ca=${encodeURIComponent(certificate.path)}`;
    expect(await open(dsn('right')).check()).toBe('authenticated');
    const checking = open(dsn('hunter2')).check();
    await expect(checking).rejects.toMatchObject({ outcome: 'refused', isOutage: true });
    await expect(checking).rejects.toThrow(/refused the message: 535 at AUTH PLAIN$/);
    expect(logins).toEqual(Array(2).fill({ username: 'user', secure: true }));
    expect(sink.received).toEqual([]);
  });

  it.each(['greeting', 'EHLO'] as const)(
    'times out and leaves no connection open when there is no %s',
    async (step) => {
      const server = await faultyServer({ [step]: 'silence' });
      const checking = open(`smtp://127.0.0.1:${server.port}`, 200).check();
      await expect(checking).rejects.toMatchObject({ outcome: 'unreachable', isTimeout: true });
      await server.idle();
    },
  );

  it('fails when the connection is refused', async () => {
    const stopped = await startFaultySmtp({});
    await stopped.stop();
    const checking = open(`smtp://127.0.0.1:${stopped.port}`).check();
    await expect(checking).rejects.toThrow(/could not be reached: ECONNREFUSED/);
  });
});

describe('createTransport() for SMTP: outcomes', () => {
  const TIMEOUT_MS = 200;

  it.each([
    ['greeting', '554 5.3.2 go away', 'refused the message: 554 5.3.2 at'],
    ['greeting', '421 too busy', 'refused the message: 421 at'],
    ['MAIL', '451 4.7.1 try later', 'refused the message: 451 4.7.1 at MAIL FROM'],
    ['RCPT', '550 5.1.1 <MiXed.Case+tag@Example.COM> unknown', 'refused the message: 550 5.1.1 at RCPT TO'],
    ['DATA', '452 full', 'refused the message: 452 at DATA'],
    ['message', '554 spam: 482913', 'refused the message: 554 at DATA'],
    ['message', '421 4.3.0 shutting down', 'refused the message: 421 4.3.0 at DATA'],
  ])('reports `refused` when the reply to %s is "%s"', async (step, reply, text) => {
    const server = await faultyServer({ [step]: reply });
    const sending = open(`smtp://127.0.0.1:${server.port}?${FROM}`).send(messageFor('mail'));
    await expect(sending).rejects.toMatchObject({ name: 'TransportError', outcome: 'refused' });
    await expect(sending).rejects.toThrow(text);
    await expect(sending).rejects.not.toThrow(/MiXed|482913/);
  });

  it.each([
    ['greeting', '421 4.7.0 too many connections', true],
    ['greeting', '554 go away', true],
    ['EHLO', '421 4.3.2 shutting down', true],
    ['MAIL', '421 4.3.2 shutting down', true],
    ['MAIL', '450 4.7.1 too many messages from you', true],
    ['MAIL', '452 4.3.1 insufficient system storage', true],
    ['MAIL', '530 5.7.0 authentication required', true],
    ['MAIL', '451 4.1.8 sender domain does not resolve', false],
    ['MAIL', '450 4.1.7 bad sender', false],
    ['MAIL', '550 not this sender', false],
    ['MAIL', '553 5.7.1 sender is not yours', false],
    ['RCPT', '421 4.7.0 IP not in whitelist for RCPT domain', false],
    ['RCPT', '450 4.2.1 receives mail too quickly', false],
    ['RCPT', '451 4.7.1 greylisted', false],
    ['RCPT', '452 4.2.2 mailbox full', false],
    ['RCPT', '454 4.7.1 relay access denied', false],
    ['RCPT', '550 5.1.1 no such user', false],
    ['RCPT', '553 5.1.3 bad address', false],
    ['DATA', '452 4.2.2 mailbox full', false],
    ['DATA', '554 5.5.1 no valid recipients', false],
    ['message', '421 4.7.0 suspicious', false],
    ['message', '452 4.2.2 mailbox full', false],
    ['message', '554 5.7.1 spam', false],
  ])('reports the reply to %s "%s" as an outage: %s', async (step, reply, isOutage) => {
    const server = await faultyServer({ [step]: reply });
    const sending = open(`smtp://127.0.0.1:${server.port}?${FROM}`).send(messageFor('mail'));
    const expected = { outcome: 'refused', isOutage, isMessageRefusal: !isOutage };
    await expect(sending).rejects.toMatchObject(expected);
  });

  it.each([
    [{ MAIL: '421 4.3.2 shutting down' }, true],
    [{ RCPT: '421 4.7.0 IP not in whitelist for RCPT domain' }, false],
    [{ RCPT: '550 5.1.1 no such user', DATA: '554 5.5.1 no valid recipients' }, false],
    [{ DATA: '421 4.7.0 suspicious' }, false],
  ])('with PIPELINING reports %j as an outage: %s', async (replies, isOutage) => {
    const server = await faultyServer({ EHLO: '250-hello\r\n250 PIPELINING', ...replies });
    const sending = open(`smtp://127.0.0.1:${server.port}?${FROM}`).send(messageFor('mail'));
    await expect(sending).rejects.toMatchObject({ outcome: 'refused', isOutage });
  });

  it.each([
    ['greeting', 'silence', 'unreachable'],
    ['EHLO', 'silence', 'unreachable'],
    ['RCPT', 'silence', 'unreachable'],
    ['DATA', 'silence', 'unreachable'],
    ['message', 'silence', 'unknown'],
    ['RCPT', 'hang up', 'unreachable'],
    ['RCPT', 'nonsense', 'unreachable'],
    ['RCPT', '354 what', 'unreachable'],
    ['message', '354 what', 'unknown'],
    ['message', 'hang up', 'unknown'],
    ['message', 'nonsense', 'unknown'],
  ])('when the reply to %s is %s, reports `%s` in time and leaves no connection open', async (...row) => {
    const [step, fault, outcome] = row;
    const server = await faultyServer({ [step]: fault });
    const transport = open(`smtp://127.0.0.1:${server.port}?${FROM}`, TIMEOUT_MS);
    const sending = transport.send(messageFor('mail'));
    expect(await settlesWithin(TIMEOUT_MS + 300, sending)).toBe(true);
    await expect(sending).rejects.toMatchObject({ outcome });
    await expect(sending).rejects.toThrow(fault === 'silence' ? /: no answer in time$/ : /: E[A-Z]+$/);
    await transport.close();
    await server.idle();
  });

  it('reports `unreachable` when the connection is refused', async () => {
    const stopped = await startFaultySmtp({});
    await stopped.stop();
    const sending = open(`smtp://127.0.0.1:${stopped.port}?${FROM}`).send(messageFor('mail'));
    await expect(sending).rejects.toThrow(/could not be reached: ECONNREFUSED/);
    await expect(sending).rejects.toMatchObject({ outcome: 'unreachable' });
  });

  it('delays no message beyond its deadline, and reports `unreachable` for those without a connection', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const server = await faultyServer({ message: 'silence' });
    const transport = open(`smtp://127.0.0.1:${server.port}?${FROM}`, TIMEOUT_MS);
    const reached = server.reached('message', 5);
    const sending = Array.from({ length: 12 }, () => transport.send(messageFor('mail')));
    await reached;
    vi.advanceTimersByTime(TIMEOUT_MS);
    const results = await Promise.allSettled(sending);
    const outcomes = results.map(
      (result) => result.status === 'rejected' && (result.reason as { outcome: string }).outcome,
    );
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('unknown'));
    expect(outcomes.slice(5)).toEqual(Array(7).fill('unreachable'));
  });

  it('retries once when the server closes the connection before its greeting', async () => {
    const server = await faultyServer({ greeting: 'hang up' });
    const sending = open(`smtp://127.0.0.1:${server.port}?${FROM}`).send(messageFor('mail'));
    await expect(sending).rejects.toMatchObject({ outcome: 'unreachable' });
    expect(server.opened()).toBe(2);
  });

  it('closes its socket at the deadline although the server keeps its side open', async () => {
    const writeError = new Promise((resolve) => {
      const server = net.createServer({ allowHalfOpen: true }, (socket) => {
        // Writes fail once the client has destroyed its socket, but not while it is half closed.
        const keepWriting = () =>
          socket.write('250 too late\r\n', (error) => error ?? void setImmediate().then(keepWriting));
        socket.on('data', () => undefined).on('end', keepWriting);
        socket.on('error', resolve);
        onRelease(() => void socket.destroy());
        socket.write('220 ready\r\n');
      });
      onRelease(() => void server.close());
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        const sending = open(`smtp://127.0.0.1:${port}?${FROM}`, TIMEOUT_MS).send(messageFor('mail'));
        sending.catch(() => undefined);
      });
    });
    expect(await writeError).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) as string });
  });

  it('sends the next message over a new connection after the server closed one', async () => {
    const sink = await sinkWith();
    const transport = open(`smtp://127.0.0.1:${sink.port}?${FROM}`);
    await transport.send(messageFor('mail'));
    await sink.hangUp();
    await transport.send(messageFor('mail'));
    expect(sink.received).toHaveLength(2);
  });
});

describe('createTransport() for an invalid SMTP DSN', () => {
  it.each([
    ['smtp://', 'An SMTP DSN is scheme://user:password@host:port?options'],
    ['smtp://user:12/hunter2@host', 'An SMTP DSN is scheme://user:password@host:port?options'],
    ['smtp://user@host', 'smtp://host needs both user and password, or neither'],
    ['smtp://:hunter2@host', 'smtp://host needs both user and password, or neither'],
    ['smtp://host?from=nobody', 'smtp://host: the option "from" must be an address, a@b or Name <a@b>'],
    ['smtp://host?replyTo=nobody', 'smtp://host: the option "replyTo" must be an address, a@b or Name <a@b>'],
    [
      'smtp://host?replyTo=a@b,c@d',
      'smtp://host: the option "replyTo" must be an address, a@b or Name <a@b>',
    ],
    ['smtp://host?replyTo=A%0d%0aBcc:c@d<a@b>', 'smtp://host: the option "replyTo" must be an address'],
    ['smtp://host?tls=off', 'smtp://host: the option "tls" must be required or opportunistic'],
    [
      'smtp://user:hunter2@host?tls=opportunistic',
      'smtp://host: credentials for a remote host require tls=required or smtps:',
    ],
    [
      'smtps://host?tls=required',
      'smtps://host has unknown options: tls; known: from, replyTo, name, ca, concurrency, timeout',
    ],
    [
      'smtp://host?verify=off',
      'smtp://host has unknown options: verify; known: from, replyTo, name, tls, ca, concurrency, timeout',
    ],
    ['smtp://host?ca=/nowhere/hunter2.pem', 'smtp://host: the file named by the option "ca" cannot be read'],
    ['smtp://host?timeout=0', 'smtp://host: the option "timeout" must be a number of seconds from 1 to 6'],
    ['smtp://host?timeout=7', 'smtp://host: the option "timeout" must be a number of seconds from 1 to 6'],
    ['smtp://host?timeout=1.5', 'smtp://host: the option "timeout" must be a number of seconds from 1 to 6'],
  ])('rejects %s: %s', (dsn, text) => {
    const create = () => open(dsn);
    expect(create).toThrow(text);
    expect(create).not.toThrow('hunter2');
  });
});
