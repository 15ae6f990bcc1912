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
