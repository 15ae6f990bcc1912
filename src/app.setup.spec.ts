import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, TestApp } from '../test/support/app.js';

// Contract §4: "Every answer under `/api` has this shape". Node's HTTP server answers these two by itself, with no body,
// unless it is created with `requireHostHeader: false` and something listens to `checkExpectation`.
describe('What Node would answer by itself', () => {
  it.each([
    ['a request without Host', `POST ${CAPTCHA} HTTP/1.1\r\nConnection: close\r\n\r\n`],
    [
      'an expectation that nobody knows',
      `POST ${CAPTCHA} HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n`,
    ],
  ])('comes in the envelope: %s', async (_what, bytes) => {
    const app = await TestApp.start();
    onTestFinished(() => app.close());
    const [, body = ''] = (await app.raw(bytes)).split('\r\n\r\n');
    expect(body).toMatch(/^\{"code":\d+,"msg":"/);
  });
});

describe('A server that is shutting down', () => {
  it('answers what still arrives on open connections with 503 in the envelope', async () => {
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
    const [answer] = (await once(socket, 'data')) as [string];
    socket.destroy();
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toContain('"code":100017');
    expect(answer.toLowerCase()).toContain('retry-after: 1');
  });
});
