import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { createTransport } from '../create-transport.js';
import { Dsn } from '../dsn/dsn.js';
import { Outbox } from '../outbox.js';
import { testCertificate } from '../testing/certificate.js';
import { messageFor } from '../testing/messages.js';
import { releaseAfterAll } from '../testing/release-after-all.js';
import { startOAuth2Smtp, type OAuth2Smtp } from '../testing/sinks/oauth2-smtp.js';
import { OAUTH2_CLIENT, startTokenEndpoint } from '../testing/sinks/token-endpoint.js';
import type { TransportError } from '../transport.js';
import { AccessTokens } from './smtp/access-tokens.js';

const HOUR_MS = 3_600_000;
const MAIL = messageFor('mail');
const onRelease = releaseAfterAll();

async function serverWith(options: Parameters<typeof startOAuth2Smtp>[0] = {}) {
  const server = await startOAuth2Smtp(options);
  onRelease(() => server.stop());
  return server;
}

function open(dsn: string, { timeoutMs, now }: { timeoutMs?: number; now?: () => number } = {}) {
  const transport = createTransport(dsn, 'mail', { outbox: new Outbox(), timeoutMs, now });
  onRelease(() => transport.close());
  return transport;
}

/** Closes the pooled connections, so that the next mail logs in again. */
async function closeConnections({ smtp }: OAuth2Smtp) {
  await smtp.hangUp();
  await setImmediate();
}

async function failureOf(work: Promise<unknown>): Promise<TransportError> {
  return await work.then(
    () => Promise.reject(new Error('nothing failed')),
    (error: unknown) => error as TransportError,
  );
}

describe.concurrent('createTransport() for SMTP with XOAUTH2: a mail', () => {
  it('is sent after a login with a token for the refresh token', async () => {
    const server = await serverWith();
    await open(server.dsn).send(MAIL);
    expect(server.smtp.received).toMatchObject([{ to: [MAIL.to], user: OAUTH2_CLIENT.user }]);
    expect(server.logins).toEqual(server.endpoint.issued);
    expect(server.endpoint.requests).toEqual([
      {
        grant_type: 'refresh_token',
        client_id: OAUTH2_CLIENT.id,
        client_secret: OAUTH2_CLIENT.secret,
        refresh_token: OAUTH2_CLIENT.refreshToken,
      },
    ]);
  });

  it('is sent after a login with a token for the client itself (grant=client_credentials)', async () => {
    const server = await serverWith();
    const options = '&grant=client_credentials&scope=https://outlook.office365.com/.default';
    await open(server.dsnWith(options)).send(MAIL);
    expect(server.smtp.received).toHaveLength(1);
    expect(server.endpoint.requests).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: OAUTH2_CLIENT.id,
        client_secret: OAUTH2_CLIENT.secret,
        scope: 'https://outlook.office365.com/.default',
      },
    ]);
  });

  it('requests a token without a secret for a public client, and with the scope', async () => {
    const endpoint = await startTokenEndpoint();
    onRelease(() => endpoint.stop());
    const options = `tokenUrl=${endpoint.url}&clientId=public&refreshToken=1%2f%2fx&scope=a%20b`;
    await failureOf(open(`smtp+oauth2://u@127.0.0.1:1?${options}`).check());
    const server = await serverWith();
    const dsn = `smtp+oauth2://u@127.0.0.1:${server.smtp.port}?${options}`;
    await failureOf(open(dsn).check());
    const expected = {
      grant_type: 'refresh_token',
      client_id: 'public',
      refresh_token: '1//x',
      scope: 'a b',
    };
    expect(endpoint.requests).toEqual([expected]);
  });

  it.each(['smtp+oauth2', 'smtps+oauth2'])(
    'is sent over TLS, and so is the token request (%s:)',
    async (scheme) => {
      const certificate = await testCertificate();
      onRelease(() => certificate.remove());
      const { key, cert, path } = certificate;
      const tls: SMTPServerOptions = { key, cert, disabledCommands: [], allowInsecureAuth: false };
      const server = await serverWith({
        tls: { key, cert },
        server: { ...tls, secure: scheme === 'smtps+oauth2' },
      });
      const dsn = server.dsn.replace('smtp+oauth2', scheme);
      await open(`${dsn}&ca=${encodeURIComponent(path)}`).send(MAIL);
      expect(server.smtp.received).toMatchObject([{ isSecure: true }]);
      // Without the certificate neither side is trusted.
      await expect(open(dsn).send(MAIL)).rejects.toMatchObject({ outcome: 'unreachable' });
      expect(server.endpoint.requests).toHaveLength(1);
    },
  );

  it('is refused by a server that offers no login, instead of being sent without one', async () => {
    const server = await serverWith({
      server: { disabledCommands: ['STARTTLS', 'AUTH'], authOptional: true },
    });
    const failure = await failureOf(open(server.dsn).send(MAIL));
    expect(failure).toMatchObject({ outcome: 'refused', isOutage: true });
    expect(server.smtp.received).toEqual([]);
  });
});

describe.concurrent('createTransport() for SMTP with XOAUTH2: the access token', () => {
  it('is requested once for concurrent mails, over all connections', async () => {
    const server = await serverWith();
    const transport = open(server.dsn);
    await Promise.all(Array.from({ length: 30 }, () => transport.send(MAIL)));
    expect(server.smtp.received).toHaveLength(30);
    expect(server.logins.length).toBeGreaterThan(1);
    expect(server.endpoint.requests).toHaveLength(1);
  });

  it('is replaced a minute before it expires, and not earlier', async () => {
    let now = 0;
    const server = await serverWith();
    const transport = open(server.dsn, { now: () => now });
    for (const at of [0, HOUR_MS - 60_001, HOUR_MS - 60_000]) {
      now = at;
      await closeConnections(server);
      await transport.send(MAIL);
    }
    const [first, second] = server.endpoint.issued;
    expect(server.logins).toEqual([first, first, second]);
    expect(server.smtp.received).toHaveLength(3);
  });

  it('without an expiry is used until it is refused', async () => {
    let now = 0;
    const server = await serverWith({ response: { expires_in: undefined } });
    const transport = open(server.dsn, { now: () => now });
    await transport.send(MAIL);
    now = 1000 * HOUR_MS;
    await closeConnections(server);
    await transport.send(MAIL);
    expect(server.endpoint.requests).toHaveLength(1);
  });

  describe.each([
    ['challenge', '535'],
    ['reply', '535 5.7.3'],
  ] as const)('when the server refuses it by a %s', (refusal, status) => {
    it('is replaced once for all mails in flight, and none is lost', async () => {
      const server = await serverWith({ refusal });
      const transport = open(server.dsn);
      const burst = () => Promise.all(Array.from({ length: 10 }, () => transport.send(MAIL)));
      await burst();
      server.endpoint.valid.clear();
      await closeConnections(server);
      await burst();
      expect(server.smtp.received).toHaveLength(20);
      expect(server.endpoint.requests).toHaveLength(2);
    });

    it('is not replaced if it is new: the login fails, and the next one requests another', async () => {
      const server = await serverWith({ refusal });
      const transport = open(server.dsn.replace(/\/\/[^@]+@/, '//other%40example.com@'));
      for (const attempts of [1, 2]) {
        const failure = await failureOf(transport.send(MAIL));
        const name = `smtp+oauth2://127.0.0.1:${server.smtp.port}`;
        expect(failure.message).toBe(`${name} refused the login: ${status} at AUTH XOAUTH2`);
        expect(failure).toMatchObject({ outcome: 'refused', isOutage: true, isMessageRefusal: false });
        expect(server.endpoint.requests).toHaveLength(attempts);
        expect(server.logins).toHaveLength(attempts);
      }
    });
  });

  it('is replaced when the server refuses it and closes the connection, and the mail is not lost', async () => {
    const server: OAuth2Smtp = await serverWith({
      server: {
        onAuth: ({ accessToken = '' }, _session, done) => {
          if (server.endpoint.valid.has(accessToken)) return done(null, { user: 'x' });
          done(Object.assign(new Error('5.7.3 refused'), { responseCode: 535 }));
          void setImmediate().then(() => server.smtp.hangUp());
        },
      },
    });
    const transport = open(server.dsn);
    await transport.send(MAIL);
    server.endpoint.valid.clear();
    await closeConnections(server);
    await transport.send(MAIL);
    expect(server.smtp.received).toHaveLength(2);
    expect(server.endpoint.requests).toHaveLength(2);
  });

  it('is kept when the server has a temporary failure', async () => {
    let code = 0;
    const server = await serverWith({
      server: {
        onAuth: (_auth, _session, done) => {
          if (code === 0) return done(null, { user: 'x' });
          done(Object.assign(new Error('4.7.0 later'), { responseCode: code }));
        },
      },
    });
    const transport = open(server.dsn);
    await transport.send(MAIL);
    await closeConnections(server);
    code = 454;
    const failure = await failureOf(transport.send(MAIL));
    expect(failure.message).toMatch(/ refused the login: 454 4\.7\.0 at AUTH XOAUTH2$/);
    code = 0;
    await transport.send(MAIL);
    expect(server.endpoint.requests).toHaveLength(1);
  });

  it('is kept when the server refuses its predecessor late', async () => {
    const server = await serverWith();
    const tokens = new AccessTokens(Dsn.parse(server.dsn), { outbox: new Outbox() });
    const first = await tokens.get();
    tokens.discard(first);
    const second = await tokens.get();
    tokens.discard(first);
    expect(await tokens.get()).toBe(second);
    expect(second).not.toBe(first);
  });

  it('is requested with the refresh token of the last response', async () => {
    let now = 0;
    const server = await serverWith({ rotates: true });
    const transport = open(server.dsn, { now: () => now });
    for (let n = 0; n < 3; n += 1) {
      now += HOUR_MS;
      await closeConnections(server);
      await transport.send(MAIL);
    }
    expect(new Set(server.endpoint.requests.map((request) => request['refresh_token'])).size).toBe(3);
    expect(server.smtp.received).toHaveLength(3);
  });

  it('is not requested for mails over an open connection, although it has expired', async () => {
    let now = 0;
    const server = await serverWith();
    const transport = open(server.dsn, { now: () => now });
    await transport.send(MAIL);
    now = HOUR_MS;
    await setImmediate();
    await transport.send(MAIL);
    expect(server.endpoint.requests).toHaveLength(1);
  });
});

describe.concurrent('createTransport() for SMTP with XOAUTH2: check()', () => {
  it('requests a token, logs in, and sends nothing', async () => {
    const server = await serverWith();
    const transport = open(server.dsn);
    expect(await transport.check()).toBe('authenticated');
    server.endpoint.valid.clear();
    expect(await transport.check()).toBe('authenticated');
    expect(server.logins).toHaveLength(3);
    expect(server.smtp.received).toEqual([]);
  });

  it('fails for a revoked refresh token', async () => {
    const server = await serverWith();
    server.endpoint.refreshTokens.clear();
    const failure = await failureOf(open(server.dsn).check());
    expect(failure.message).toMatch(/: the token endpoint refused the login: invalid_grant$/);
    expect(server.logins).toEqual([]);
  });
});

describe.concurrent('createTransport() for SMTP with XOAUTH2: a failing token endpoint', () => {
  const json = (status: number, body: unknown) => (response: ServerResponse) =>
    response.writeHead(status).end(JSON.stringify(body));
  const token = (overrides: object) => json(200, { access_token: 'abc', token_type: 'Bearer', ...overrides });

  it.each([
    ['a revoked refresh token', json(400, { error: 'invalid_grant' }), 'refused the login: invalid_grant'],
    ['a wrong secret', json(401, { error: 'invalid_client' }), 'refused the login: invalid_client'],
    ['an unknown error code', json(400, { error: 'refresh_token_x_is_bad' }), 'refused the login: HTTP 400'],
    ['an error that is no text', json(403, { error: { code: 7 } }), 'refused the login: HTTP 403'],
    ['too many requests', json(429, {}), 'refused the login: HTTP 429'],
  ])('with %s is a refusal and an outage', async (_what, respond, text) => {
    const server = await serverWith({ respond });
    const failure = await failureOf(open(server.dsn).send(MAIL));
    expect(failure.message).toBe(`smtp+oauth2://127.0.0.1:${server.smtp.port}: the token endpoint ${text}`);
    expect(failure).toMatchObject({ outcome: 'refused', isOutage: true, isTimeout: false });
    expect(server.logins).toEqual([]);
  });

  it.each([
    ['an internal error', json(500, {}), 'gave no access token: HTTP 500'],
    ['a redirect', json(307, {}), 'gave no access token: HTTP 307'],
    ['no token', token({ access_token: undefined }), 'gave no access token: HTTP 200'],
    ['a token with a line break', token({ access_token: 'a\r\nb' }), 'gave no access token: HTTP 200'],
    ['a token with a separator', token({ access_token: 'a\x01b' }), 'gave no access token: HTTP 200'],
    ['a token of another type', token({ token_type: 'mac' }), 'gave no access token: HTTP 200'],
    ['a list', json(200, []), 'gave no access token: HTTP 200'],
    ['null', json(200, null), 'gave no access token: HTTP 200'],
    ['a body of 65 KiB', token({ x: 'y'.repeat(65 * 1024) }), 'gave no access token: HTTP 200'],
  ])('with %s is unreachable', async (_what, respond, text) => {
    const server = await serverWith({ respond });
    const failure = await failureOf(open(server.dsn).send(MAIL));
    expect(failure.message).toBe(`smtp+oauth2://127.0.0.1:${server.smtp.port}: the token endpoint ${text}`);
    expect(failure).toMatchObject({ outcome: 'unreachable', isOutage: true, isTimeout: false });
    expect(server.logins).toEqual([]);
  });

  it('that refuses connections is unreachable', async () => {
    const server = await serverWith();
    const stopped = await startTokenEndpoint();
    await stopped.stop();
    const failure = await failureOf(open(server.dsn.replace(server.endpoint.url, stopped.url)).send(MAIL));
    expect(failure.message).toMatch(/: the token endpoint could not be reached: ECONNREFUSED$/);
    expect(failure).toMatchObject({ outcome: 'unreachable', isOutage: true, isTimeout: false });
  });

  it('that hangs up is unreachable, because no mail was sent', async () => {
    const server = await serverWith({ respond: (response) => response.socket?.destroy() });
    const failure = await failureOf(open(server.dsn).send(MAIL));
    expect(failure.message).toMatch(/: the token endpoint could not be reached: ECONNRESET$/);
    expect(failure).toMatchObject({ outcome: 'unreachable', isOutage: true, isTimeout: false });
  });

  it.each([
    ['gives no response', () => undefined],
    ['never completes one', (response: ServerResponse) => response.writeHead(200).write('{')],
  ])('that %s is unreachable after half of the time of a delivery', async (_what, respond) => {
    const server = await serverWith({ respond });
    const failure = await failureOf(open(server.dsn, { timeoutMs: 1600 }).send(MAIL));
    // At the deadline of the delivery, the error would name the SMTP server only.
    expect(failure.message).toMatch(/: the token endpoint could not be reached: no answer in time$/);
    expect(failure).toMatchObject({ outcome: 'unreachable', isTimeout: true });
  });

  it('that works again serves the next mail', async () => {
    let isAway = true;
    const server = await serverWith({
      respond: (response) =>
        isAway
          ? response.writeHead(503).end()
          : json(200, { access_token: 'abc', token_type: 'bearer' })(response),
    });
    server.endpoint.valid.add('abc');
    const transport = open(server.dsn);
    await failureOf(transport.send(MAIL));
    isAway = false;
    await transport.send(MAIL);
    expect(server.smtp.received).toHaveLength(1);
  });
});

describe('createTransport() for SMTP with XOAUTH2: its secrets', () => {
  function recordOutput(): string[] {
    const written: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
      onTestFinished(() => spy.mockRestore());
    }
    return written;
  }

  function printed(value: unknown): string[] {
    const { message = '', stack = '', cause } = value as Partial<Error>;
    const inspected = inspect(value, { depth: Infinity, showHidden: true, getters: true });
    return [String(value), JSON.stringify(value), inspected, message, stack, inspect(cause)];
  }

  /** As it is, percent-encoded, and in base64 without the end, which depends on what follows. */
  const formsOf = (text: string): string[] => [
    text,
    encodeURIComponent(text),
    Buffer.from(text)
      .toString('base64')
      .replace(/.{0,2}=*$/, ''),
  ];

  it.each(['challenge', 'reply'] as const)(
    'are in no error, output or property (refusal by a %s)',
    async (refusal) => {
      const written = recordOutput();
      const server = await serverWith({ refusal, rotates: true });
      const { endpoint, dsn } = server;
      const transport = open(dsn);
      await transport.send(MAIL);
      endpoint.valid.clear();
      await closeConnections(server);
      await transport.send(MAIL);
      const rotated = [...endpoint.refreshTokens];
      // The SMTP server refuses the user; then it refuses the access token, and the endpoint the refresh token.
      const other = open(dsn.replace(/\/\/[^@]+@/, '//other%40example.com@'));
      endpoint.refreshTokens.add(OAUTH2_CLIENT.refreshToken);
      const failures = [await failureOf(other.send(MAIL))];
      endpoint.valid.clear();
      endpoint.refreshTokens.clear();
      await closeConnections(server);
      failures.push(await failureOf(transport.send(MAIL)), await failureOf(transport.check()));
      const group = open(`failover(${dsn} ${dsn})`);
      failures.push(await failureOf(group.send(MAIL)));

      const { user, id, secret, refreshToken } = OAUTH2_CLIENT;
      const logins = endpoint.issued.map((token) => `user=${user}\x01auth=Bearer ${token}`);
      const secrets = [id, secret, refreshToken, ...rotated, ...endpoint.issued, ...logins];
      const texts = [...failures, transport, other, group].flatMap(printed);
      expect(failures[0]?.message).toContain('535');
      expect(failures[1]?.message).toContain('invalid_grant');
      expect(endpoint.issued.length).toBeGreaterThan(2);
      const everything = [...texts, ...written].join('\n');
      for (const form of secrets.flatMap(formsOf)) expect(everything).not.toContain(form);
    },
  );
});

describe('createTransport() for an invalid DSN of SMTP with XOAUTH2', () => {
  const REST = 'clientId=c&clientSecret=hunter2&refreshToken=hunter2&tokenUrl=https://id.example.com/token';

  it.each([
    [`//host?${REST}`, 'smtp+oauth2://host needs a user and no password: smtp+oauth2://USER@…'],
    [`//u:hunter2@host?${REST}`, 'smtp+oauth2://host needs a user and no password'],
    [`//u%01auth=x@host?${REST}`, 'smtp+oauth2://host: the user has a control character'],
    [`//u@host?${REST.replace('clientId=c&', '')}`, 'smtp+oauth2://host needs the option "clientId"'],
    [`//u@host?${REST.replace('refreshToken=hunter2&', '')}`, 'needs the option "refreshToken"'],
    [`//u@host?${REST.replace('refreshToken=hunter2', 'refreshToken=')}`, 'needs the option "refreshToken"'],
    [`//u@host?${REST.replace(/&tokenUrl.*/, '')}`, 'smtp+oauth2://host needs the option "tokenUrl"'],
    [`//u@host?${REST}&grant=password`, 'the option "grant" must be refresh_token or client_credentials'],
    [
      `//u@host?${REST}&grant=client_credentials`,
      'smtp+oauth2://host has unknown options: refreshToken; known:',
    ],
    ['//u@host?clientId=c&grant=client_credentials&tokenUrl=https://h/', 'needs the option "clientSecret"'],
    [
      `//u@host?${REST}&tls=opportunistic`,
      'credentials for a remote host require tls=required or smtps+oauth2:',
    ],
    ...['http://id.example.com/token', 'ftp://h/', 'token', 'https://u:hunter2@h/', 'https://hunter2@h/'].map(
      (url) => [
        `//u@host?${REST.replace(/tokenUrl=.*/, `tokenUrl=${url}`)}`,
        'smtp+oauth2://host: the option "tokenUrl" must be https://host/path, or http://127.0.0.1:port/path',
      ],
    ),
  ])('rejects smtp+oauth2:%s: %s', (rest, text) => {
    const create = () => open(`smtp+oauth2:${rest}`);
    expect(create).toThrow(text);
    expect(create).not.toThrow('hunter2');
  });

  it.each(['http://127.0.0.1:8080/token', 'http://[::1]/token', 'https://id.example.com/t?api=1'])(
    'accepts the token endpoint %s',
    (url) => {
      open(`smtp+oauth2://u@host?${REST.replace(/tokenUrl=.*/, `tokenUrl=${encodeURIComponent(url)}`)}`);
    },
  );
});
