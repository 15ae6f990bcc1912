import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createTransport } from '../create-transport.js';
import type { Channel } from '../message.js';
import { Outbox } from '../outbox.js';
import { testCertificate } from '../testing/certificate.js';
import { startHttpSink, type ReceivedRequest } from '../testing/sinks/http.sink.js';
import { messageFor } from '../testing/messages.js';
import { times } from '../../../../test/support/vitest/times.js';
import { settlesWithin } from '../../../../test/support/wait.js';

// Contains a plus and a slash, which URL decoding must preserve.
const SECRET = `whsec_${Buffer.alloc(25, 0xfb).toString('base64')}`;
const TIMEOUT_MS = 200;

interface Options {
  channel?: Channel;
  timeoutMs?: number;
  now?: () => number;
}

function open(dsn: string, { channel = 'sms', timeoutMs, now }: Options = {}) {
  const transport = createTransport(dsn, channel, { outbox: new Outbox(), timeoutMs, now });
  onTestFinished(() => transport.close());
  return transport;
}

async function sinkWith(...options: Parameters<typeof startHttpSink>) {
  const sink = await startHttpSink(...options);
  onTestFinished(() => sink.stop());
  return sink;
}

/** A TCP server with the given behaviour. */
async function tcpServer(onConnection: (socket: Socket) => void) {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('createTransport() for webhooks: a message', () => {
  async function posted(path = '/hook', options: Options = {}, overrides = {}): Promise<ReceivedRequest> {
    const sink = await sinkWith();
    const transport = open(`webhook+http://127.0.0.1:${sink.port}${path}?secret=${SECRET}`, options);
    await transport.send(messageFor(options.channel ?? 'sms', overrides));
    const [request] = sink.received;
    if (!request) throw new Error('nothing arrived');
    return request;
  }
  const verify = (request: ReceivedRequest, secret: string) =>
    new Webhook(secret).verify(request.body, request.headers as Record<string, string>);

  it('is one POST of JSON to the path of the DSN', async () => {
    const { method, url, headers } = await posted('/hooks/a%20b');
    expect({ method, url, type: headers['content-type'] }).toEqual({
      method: 'POST',
      url: '/hooks/a%20b',
      type: 'application/json',
    });
  });

  it('has a signature that the reference library accepts', async () => {
    const request = await posted();
    expect(verify(request, SECRET)).toEqual(JSON.parse(request.body));
  });

  it('fails verification with another secret or a changed body', async () => {
    const request = await posted();
    const other = `whsec_${Buffer.alloc(25, 0xfc).toString('base64')}`;
    expect(() => verify(request, other)).toThrow(WebhookVerificationError);
    const changed = { ...request, body: request.body.replace('482913', '482914') };
    expect(() => verify(changed, SECRET)).toThrow(WebhookVerificationError);
  });

  it('has the documented body, for an SMS', async () => {
    const at = Date.UTC(2027, 0, 2, 3, 4, 5, 678);
    const { body, headers } = await posted('/', { now: () => at });
    expect(body).toBe(
      '{"type":"captcha.message","timestamp":"2027-01-02T03:04:05.678Z","data":{"channel":"sms",' +
        '"to":"+8613800138000","from":"","subject":"","text":"482913 is your code – valid for 3 minutes",' +
        '"html":"","code":"482913","expire":180,"tenant":"default","use":"login","language":"en"}}',
    );
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(at / 1000)));
  });

  it('has the documented body, for a mail', async () => {
    const from = 'Example <no-reply@example.com>';
    const message = messageFor('mail', { from });
    const { body } = await posted('/', { channel: 'mail' }, { from });
    const { to, subject, text, html } = message;
    const metadata = { code: '482913', expire: 180, tenant: 'default', use: 'login', language: 'en' };
    expect((JSON.parse(body) as { data: unknown }).data).toEqual({
      ...{ channel: 'mail', to, from, subject, text, html },
      ...metadata,
    });
  });

  it('has one id over all its deliveries, which does not contain the codeID', async () => {
    const { metadata } = messageFor('sms');
    const first = await posted('/', { now: () => 1_000 });
    const second = await posted('/', { now: () => 9_000 });
    const other = await posted('/', {}, { metadata: { ...metadata, codeID: 'AAAAAAAAAAAAAAAAAAAA' } });
    const hash = createHash('sha256').update(`webhook-id:${metadata.codeID}`).digest('base64url');
    expect(first.headers['webhook-id']).toBe(`msg_${hash}`);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(other.headers['webhook-id']).not.toBe(first.headers['webhook-id']);
    expect(JSON.stringify(first)).not.toContain(metadata.codeID);
  });

  it('is sent over TLS, to a server with a trusted certificate only', async () => {
    const certificate = await testCertificate();
    onTestFinished(() => certificate.remove());
    const sink = await sinkWith(undefined, certificate);
    const dsn = `webhook+https://localhost:${sink.port}/?secret=${SECRET}`;

    await open(`${dsn}&ca=${encodeURIComponent(certificate.path)}`).send(messageFor('sms'));
    expect(sink.received).toHaveLength(1);

    const sending = open(dsn).send(messageFor('sms'));
    await expect(sending).rejects.toThrow(/could not be reached: DEPTH_ZERO_SELF_SIGNED_CERT/);
    await expect(sending).rejects.toMatchObject({ outcome: 'unreachable' });
    expect(sink.received).toHaveLength(1);
  });
});

describe('createTransport() for webhooks: outcomes', () => {
  async function sendingTo(respond: (response: ServerResponse) => void, timeoutMs?: number) {
    const sink = await sinkWith(respond);
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    return open(`webhook+http://127.0.0.1:${sink.port}/?secret=${SECRET}`, options).send(messageFor('sms'));
  }

  it.each([200, 201, 202, 204])('reports success for the status %i', async (status) => {
    await sendingTo((response) => response.writeHead(status).end());
  });

  it.each([400, 401, 404, 429, 500, 503])('reports `refused` for the status %i', async (status) => {
    const sending = sendingTo((response) => response.writeHead(status).end('482913 refused'));
    await expect(sending).rejects.toMatchObject({ name: 'TransportError', outcome: 'refused' });
    await expect(sending).rejects.toThrow(
      new RegExp(`^webhook\\+http://127.0.0.1:\\d+ refused the message: HTTP ${status}$`),
    );
  });

  it.each([301, 302, 307, 401, 405, 429, 500, 501, 502, 503])(
    'reports the status %i as an outage: it cannot be about one message',
    async (status) => {
      const sending = sendingTo((response) => response.writeHead(status).end());
      await expect(sending).rejects.toMatchObject({ isOutage: true, isMessageRefusal: false });
    },
  );

  it.each([400, 402, 403, 404, 406, 409, 410, 413, 418, 422, 451, 499])(
    'reports the status %i as a refusal of this message',
    async (status) => {
      const sending = sendingTo((response) => response.writeHead(status).end());
      await expect(sending).rejects.toMatchObject({ isOutage: false, isMessageRefusal: true });
    },
  );

  it.each([408, 504])('reports `unknown` for the status %i, a timeout at a gateway', async (status) => {
    const sending = sendingTo((response) => response.writeHead(status).end());
    const timeout = { outcome: 'unknown', isTimeout: true, isOutage: true, isMessageRefusal: false };
    await expect(sending).rejects.toMatchObject(timeout);
  });

  it.each([301, 302, 307, 308])(
    'reports `refused` for a redirect (%i), and does not follow it',
    async (status) => {
      const target = await sinkWith();
      const location = `http://127.0.0.1:${target.port}/`;
      const sending = sendingTo((response) => response.writeHead(status, { location }).end());
      await expect(sending).rejects.toMatchObject({ outcome: 'refused' });
      expect(target.received).toEqual([]);
    },
  );

  it('reports `unknown` at the deadline when the receiver does not respond, and closes the connection', async () => {
    let closed: Promise<unknown> | undefined;
    const sending = sendingTo((response) => {
      closed = once(response, 'close');
    }, TIMEOUT_MS);
    expect(await settlesWithin(TIMEOUT_MS + 300, sending)).toBe(true);
    await expect(sending).rejects.toMatchObject({ outcome: 'unknown' });
    await expect(sending).rejects.toThrow('the message may have been sent: no answer in time');
    await closed;
  });

  it('reports `unknown` when the connection closes without a response', async () => {
    const sending = sendingTo((response) => response.socket?.destroy());
    await expect(sending).rejects.toMatchObject({ outcome: 'unknown' });
  });

  it('reports `unknown` for an invalid HTTP response', async () => {
    const port = await tcpServer((socket) => socket.end('SSH-2.0-nonsense\r\n'));
    const sending = open(`webhook+http://127.0.0.1:${port}/?secret=${SECRET}`).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome: 'unknown' });
  });

  it.each(['101 Switching Protocols', '999 Surprise'])(
    'reports a failure for the status %s',
    async (status) => {
      const port = await tcpServer((socket) => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`));
      const sending = open(`webhook+http://127.0.0.1:${port}/?secret=${SECRET}`).send(messageFor('sms'));
      await expect(sending).rejects.toMatchObject({ name: 'TransportError' });
    },
  );

  it('reports success for 200 followed by an invalid body', async () => {
    const port = await tcpServer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\ngarbage\r\n'),
    );
    await open(`webhook+http://127.0.0.1:${port}/?secret=${SECRET}`).send(messageFor('sms'));
  });

  it('reports success for 200 followed by a connection reset', async () => {
    const port = await tcpServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n', () => socket.resetAndDestroy());
      });
    });
    await open(`webhook+http://127.0.0.1:${port}/?secret=${SECRET}`).send(messageFor('sms'));
  });

  it('reports `unreachable` when the connection is refused', async () => {
    const stopped = await startHttpSink();
    await stopped.stop();
    const sending = open(`webhook+http://127.0.0.1:${stopped.port}/?secret=${SECRET}`).send(
      messageFor('sms'),
    );
    await expect(sending).rejects.toThrow(/could not be reached: ECONNREFUSED/);
    await expect(sending).rejects.toMatchObject({ outcome: 'unreachable' });
  });

  it('reports `unreachable` at the deadline when the TLS handshake hangs', async () => {
    const port = await tcpServer(() => undefined);
    const transport = open(`webhook+https://127.0.0.1:${port}/?secret=${SECRET}`, { timeoutMs: TIMEOUT_MS });
    const sending = transport.send(messageFor('sms'));
    expect(await settlesWithin(TIMEOUT_MS + 300, sending)).toBe(true);
    await expect(sending).rejects.toMatchObject({ outcome: 'unreachable' });
  });

  it('reports success for 200 with an endless body, which it aborts at the deadline', async () => {
    let closed: Promise<unknown> | undefined;
    await sendingTo((response) => {
      closed = once(response, 'close');
      response.writeHead(200).write('.');
    }, TIMEOUT_MS);
    await closed;
  });

  it('reports success for 200 with a body over the size limit, which it aborts', async () => {
    let closed: Promise<unknown> | undefined;
    let written = 0;
    await sendingTo((response) => {
      closed = once(response, 'close');
      const flood = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) written += 16_384;
      };
      response.writeHead(200).on('drain', flood);
      flood();
    });
    await closed;
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('opens at most fifty connections at a time', async () => {
    const pending: ServerResponse[] = [];
    let openedAtOnce = 0;
    const sink = await sinkWith((response) => {
      pending.push(response);
      if (sink.received.length < 50) return;
      openedAtOnce ||= sink.opened();
      for (const each of pending.splice(0)) each.writeHead(204).end();
    });
    const transport = open(`webhook+http://127.0.0.1:${sink.port}/?secret=${SECRET}`);
    await Promise.all(Array.from({ length: 60 }, () => transport.send(messageFor('sms'))));
    expect(openedAtOnce).toBe(50);
  });

  it('delays no message beyond its deadline', async () => {
    const port = await tcpServer(() => undefined);
    const transport = open(`webhook+http://127.0.0.1:${port}/?secret=${SECRET}`, { timeoutMs: TIMEOUT_MS });
    const sending = Promise.allSettled(times(60, () => transport.send(messageFor('sms'))));
    expect(await settlesWithin(TIMEOUT_MS + 300, sending)).toBe(true);
    const results = await sending;
    const reasons = results.map((result) => result.status === 'rejected' && (result.reason as Error).name);
    expect(reasons).toEqual(Array(60).fill('TransportError'));
  });
});

describe('createTransport() for webhooks: check()', () => {
  it('connects without a request', async () => {
    const sink = await sinkWith();
    expect(await open(`webhook+http://127.0.0.1:${sink.port}/?secret=${SECRET}`).check()).toBe('reached');
    expect([sink.opened(), sink.received]).toEqual([1, []]);
  });

  it('fails when the certificate is not trusted', async () => {
    const certificate = await testCertificate();
    onTestFinished(() => certificate.remove());
    const sink = await sinkWith(undefined, certificate);
    const dsn = `webhook+https://localhost:${sink.port}/?secret=${SECRET}`;
    await expect(open(dsn).check()).rejects.toThrow(/could not be reached: DEPTH_ZERO_SELF_SIGNED_CERT/);
    expect(await open(`${dsn}&ca=${encodeURIComponent(certificate.path)}`).check()).toBe('reached');
  });

  it('fails when the TLS handshake times out or the connection is refused', async () => {
    const port = await tcpServer(() => undefined);
    const hanging = open(`webhook+https://127.0.0.1:${port}/?secret=${SECRET}`, { timeoutMs: TIMEOUT_MS });
    await expect(hanging.check()).rejects.toMatchObject({ outcome: 'unreachable', isTimeout: true });
    const stopped = await startHttpSink();
    await stopped.stop();
    const refused = open(`webhook+http://127.0.0.1:${stopped.port}/?secret=${SECRET}`);
    await expect(refused.check()).rejects.toThrow(/could not be reached: ECONNREFUSED/);
  });
});

describe('createTransport() for a webhook DSN', () => {
  it.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'LOCALHOST'])(
    'permits plain HTTP to %s',
    async (host) => {
      await open(`webhook+http://${host}/?secret=${SECRET}`).close();
    },
  );

  it.each([
    'example.com',
    '10.0.0.1',
    '0.0.0.0',
    '127.0.0.1.example.com',
    'localhost.example.com',
    '[::ffff:7f00:1]',
  ])('rejects plain HTTP to %s', (host) => {
    expect(() => open(`webhook+http://${host}/?secret=${SECRET}`)).toThrow(
      'would send codes in clear text: webhook+http: is for loopback only',
    );
  });

  it.each([
    ['webhook+https://host/', 'webhook+https://host needs the option "secret": add ?secret=…'],
    ['webhook+https://host/?secret=', 'webhook+https://host needs the option "secret": add ?secret=…'],
    [
      'webhook+https://host/?secret=hunter2',
      'the option "secret" must be whsec_ and 24 to 64 bytes in base64',
    ],
    [
      'webhook+https://host/?secret=whsec_hunter2',
      'the option "secret" must be whsec_ and 24 to 64 bytes in base64',
    ],
    [`webhook+https://host/?secret=whsec_${'A'.repeat(88)}`, 'must be whsec_ and 24 to 64 bytes in base64'],
    [
      `webhook+https://u:hunter2@host/?secret=${SECRET}`,
      'a webhook is signed and takes no user and password',
    ],
    [`webhook+https://ex%20ample/?secret=${SECRET}`, 'has an invalid host'],
    [`webhook+https:?secret=${SECRET}`, 'A webhook DSN is webhook+https://host/path?secret=whsec_…'],
    [
      `webhook+http://localhost/?secret=${SECRET}&ca=x`,
      'has unknown options: ca; known: secret, concurrency, timeout',
    ],
  ])('rejects %s: %s', (dsn, text) => {
    const create = () => open(dsn);
    expect(create).toThrow(text);
    expect(create).not.toThrow(/hunter2|whsec_\w{4}/);
  });

  it('passes the secret of every webhook in a group for review, and no key of a vendor', async () => {
    const reviewed: [string, string][] = [];
    const dsn = `failover(webhook+https://a/?secret=${SECRET} twilio://SID:TOKEN@default?from=1 webhook+https://b/?secret=${SECRET})`;
    const transport = createTransport(dsn, 'sms', {
      outbox: new Outbox(),
      reviewSecret: (secret, name) => reviewed.push([name, `whsec_${secret.toString('base64')}`]),
    });
    await transport.close();
    expect(reviewed).toEqual([
      ['webhook+https://a', SECRET],
      ['webhook+https://b', SECRET],
    ]);
  });
});
