import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, LIFTED } from '../support/app.js';
import { inParallel } from './support/in-parallel.js';
import { figure } from './support/on-both-stores.js';
import { CODE } from './support/requests.js';
import { ServerProcess } from './support/server-process.js';

const MINUTES = 300_000;
/** More than twice what may wait to be drawn. */
const CONNECTIONS = 600;
const IMAGES = 3000;
const CODES = 50;

interface Body {
  readonly code: number;
  readonly data: {
    readonly codeID: string;
    readonly url: string;
    readonly retryAfter?: number;
    readonly messages: readonly { readonly code: string }[];
  };
}

describe('SEC-36: the built service under more images than it can draw', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start(LIFTED);
  }, MINUTES);
  afterAll(() => server.stop());

  const ask = async (path: string, body?: object) => {
    const response = await fetch(server.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { response, body: (await response.json()) as Body };
  };

  it.each(['image', 'audio'])(
    'draws or refuses with 503 and retryAfter, and takes every right code meanwhile (%s)',
    { timeout: MINUTES },
    async (presentation) => {
      let [drawn, refused, isOver] = [0, 0, false];
      const flood = inParallel(CONNECTIONS, Array.from({ length: IMAGES }), async () => {
        const { response, body } = await ask(CAPTCHA, { use: 'login', type: 'image', presentation });
        if (response.status === 200 && body.data.url.startsWith('data:')) drawn++;
        else {
          expect(body).toMatchObject({ code: CODE.server, data: { retryAfter: 1 } });
          expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
          refused++;
        }
      }).finally(() => (isOver = true));
      let right = 0;
      while (!isOver && right < CODES) {
        const mail = { use: 'login', type: 'email', account: `jane${right}@example.com` };
        const { codeID } = (await ask(CAPTCHA, mail)).body.data;
        const [message] = (await ask(`/outbox/messages?codeID=${codeID}&wait=1000`)).body.data.messages;
        const { body } = await ask(`${CAPTCHA}/verify`, { ...mail, codeID, code: message?.code });
        expect(body.code).toBe(0);
        right++;
      }
      await flood;
      figure(
        `SEC-36 ${presentation}: ${drawn} drawn, ${refused} refused, ${right} right codes taken meanwhile`,
      );
      expect(drawn + refused).toBe(IMAGES);
      expect(refused).toBeGreaterThan(0);
      expect(drawn).toBeGreaterThan(0);
      expect(right).toBeGreaterThan(0);
    },
  );
});
