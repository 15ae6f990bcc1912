import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, TestApp } from '../test/support/app.js';

// Contract §4: "Every answer under `/api` has this shape". Node's HTTP server answers these two itself, without a
// body, unless it has `requireHostHeader: false` and a listener of `checkExpectation`.
describe('app.setup.ts: a request that Node answers by default', () => {
  it.each([
    ['a request without Host', `POST ${CAPTCHA} HTTP/1.1\r\nConnection: close\r\n\r\n`],
    [
      'an unknown expectation',
      `POST ${CAPTCHA} HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n`,
    ],
  ])('has a response in the envelope: %s', async (_description, bytes) => {
    const app = await TestApp.start();
    onTestFinished(() => app.close());
    const [, body = ''] = (await app.raw(bytes)).split('\r\n\r\n');
    expect(body).toMatch(/^\{"code":\d+,"msg":"/);
  });
});

describe('app.setup.ts: a server that is shutting down', () => {
  it('responds with 503 in the envelope to requests on open connections', async () => {
    const app = await TestApp.start();
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    const server = app.nest.getHttpServer();
    const [accepted] = (await once(server, 'connection')) as [NodeJS.ReadableStream];
    // A request that has begun keeps its connection from being closed as idle.
    socket.write(`GET ${CAPTCHA} HTTP/1.1\r\nHost: x\r\n`);
    await once(accepted, 'readable');
    const closed = app.close();
    while (server.listening) await setImmediate();
    socket.write('\r\n');
    const [response] = (await once(socket, 'data')) as [string];
    socket.destroy();
    await closed;
    expect(response).toMatch(/^HTTP\/1\.1 503 /);
    expect(response).toContain('"code":100017');
    expect(response.toLowerCase()).toContain('retry-after: 1');
  });
});
