import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, UNLIMITED } from '../../support/app.js';
import { send } from '../../support/send.js';
import { ServiceProcess } from '../../support/service-process.js';
import { times } from '../../support/vitest/times.js';
import { burst } from '../support/burst.js';
import { inParallel } from '../support/in-parallel.js';
import { CODE } from '../../support/requests.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

/** Concurrent requests: more than twice the length of the render queue. */
const CONNECTIONS = 600;
const IMAGES = FULL ? 3000 : 1200;
const CODES = 50;

interface Inbox {
  readonly data: { readonly messages: readonly { readonly code: string }[] };
}

describe('SEC-36: image requests beyond the rendering capacity', () => {
  let server: ServiceProcess;
  beforeAll(async () => {
    server = await ServiceProcess.start({ env: UNLIMITED, core: 0 });
  });
  afterAll(() => server.stop());

  const post = async (path: string, body: object) => {
    const { text } = await send(server.url + path, JSON.stringify(body));
    return JSON.parse(text) as { readonly code: number; readonly data: { readonly codeID: string } };
  };
  const mailTo = (account: string) => ({ use: 'login', type: 'email', account });
  /** Issues a code by e-mail and reads it from the outbox. */
  const mailed = async (_: string, n: number) => {
    const mail = mailTo(`jane${n}@example.com`);
    const { codeID } = (await post(CAPTCHA, mail)).data;
    const inbox = await fetch(`${server.url}/outbox/messages?codeID=${codeID}`);
    const [message] = ((await inbox.json()) as Inbox).data.messages;
    return { ...mail, codeID, code: message?.code };
  };

  it.each(['image', 'audio'])(
    'are served or refused with 503 and retryAfter, while every right code is accepted (%s)',
    async (presentation) => {
      // Read the codes first: the outbox keeps 200 messages, so the images would displace them.
      const answers = await inParallel(8, times(CODES, String), mailed);
      const json = JSON.stringify({ use: 'login', type: 'image', presentation });
      let isFinished = false;
      const flood = burst(
        [server.url],
        CAPTCHA,
        times(IMAGES, () => json),
        {
          sockets: CONNECTIONS,
        },
      ).finally(() => (isFinished = true));
      let right = 0;
      for (const answer of answers) {
        if (isFinished) break;
        expect((await post(`${CAPTCHA}/verify`, answer)).code).toBe(CODE.ok);
        expect((await post(CAPTCHA, mailTo(`joe${right}@example.com`))).code).toBe(CODE.ok);
        right++;
      }
      const images = await flood;
      const refusals = images.filter(({ status }) => status !== 200);
      for (const { status, head, body } of refusals) {
        expect(JSON.parse(body)).toMatchObject({ code: CODE.server, data: { retryAfter: 1 } });
        expect([status, /^retry-after: (.*)$/im.exec(head)?.[1]]).toEqual([503, '1']);
      }
      const drawn = images.filter(({ body }) => body.includes('"url":"data:')).length;
      logMetric(
        `SEC-36 ${presentation}: ${drawn} drawn, ${refusals.length} refused, ${right} right codes taken meanwhile`,
      );
      expect(drawn + refusals.length).toBe(IMAGES);
      expect(refusals.length).toBeGreaterThan(0);
      expect(drawn).toBeGreaterThan(0);
      expect(right).toBeGreaterThan(0);
    },
  );
});
