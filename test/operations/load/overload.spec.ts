import { afterEach, describe, expect, it } from 'vitest';
import { RenderQueue } from '../../../src/user/captcha/challenge/presentations/drawing/render-queue.js';
import { AttackApp } from '../../attack/support/attack-app.js';
import { CODE, issue, solved, verify } from '../../support/requests.js';
import type { ApiResponse } from '../../support/app.js';
import { eventually } from '../../support/wait.js';

const IMAGE = { use: 'login', type: 'image' };
const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };
const BUSY = { code: CODE.server, data: { retryAfter: 1 } };
/** Maximum number of queued drawings; one is drawn per turn of the event loop. */
const CAPACITY = 2;

describe('SEC-36: requests for images with a full RenderQueue', () => {
  let attack: AttackApp;
  let turns: (() => void)[];
  afterEach(() => attack.close());

  /** Starts an application whose render queue advances only when the test runs `turns`. */
  async function start(limits: Readonly<Record<string, object>> = {}): Promise<void> {
    turns = [];
    const queue = new RenderQueue({
      capacity: CAPACITY,
      sliceMs: Number.MIN_VALUE,
      nextTurn: (callback) => turns.push(callback),
    });
    attack = await AttackApp.start({
      limits,
      override: (builder) => builder.overrideProvider(RenderQueue).useValue(queue),
    });
  }
  /** Runs turns of the render queue until `results` settles. */
  const drained = async <Result>(results: Promise<Result>): Promise<Result> => {
    let isSettled = false;
    void results.finally(() => (isSettled = true));
    await eventually(() => {
      turns.splice(0).forEach((turn) => turn());
      expect(isSettled).toBe(true);
    });
    return results;
  };
  /** Draws one image, then fills the queue with pending requests. */
  const fill = async (): Promise<{ readonly answers: Promise<ApiResponse<{ codeID: string }>[]> }> => {
    expect((await issue(attack, IMAGE)).body.code).toBe(CODE.ok);
    const answers = Promise.all(Array.from({ length: CAPACITY }, () => issue(attack, IMAGE)));
    const queue = attack.app.nest.get(RenderQueue);
    await eventually(() => expect(queue['waiting']).toHaveLength(CAPACITY));
    return { answers };
  };

  it('are refused with 503, Server and retryAfter in the language of the caller; queued requests are served', async () => {
    await start();
    const { answers } = await fill();
    const refused = await issue(attack, IMAGE, { 'Accept-Language': 'de' });
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject(BUSY);
    expect(refused.body.msg).toBe(
      'Der Dienst ist gerade ausgelastet. Warten Sie einen Moment und versuchen Sie es erneut.',
    );
    expect(refused.headers.get('retry-after')).toBe('1');
    const served = await drained(answers);
    expect(served).toHaveLength(CAPACITY);
    for (const { body } of served) {
      expect(body.code).toBe(CODE.ok);
      const right = { ...IMAGE, ...solved(attack, body.data.codeID) };
      expect((await verify(attack, right)).body.code).toBe(CODE.ok);
    }
    expect((await drained(issue(attack, IMAGE))).body.code).toBe(CODE.ok);
  });

  it('are also refused for presentation audio and for a step-up', async () => {
    await start({ stepUp: { perAccountHour: 0, perAddressHour: 0 } });
    const { answers } = await fill();
    expect((await issue(attack, { ...IMAGE, presentation: 'audio' })).body).toMatchObject(BUSY);
    expect((await issue(attack, MAIL)).body).toMatchObject(BUSY);
    await drained(answers);
    expect((await drained(issue(attack, MAIL))).body.code).toBe(CODE.needImage);
  });

  it('do not affect other types or verification', async () => {
    await start();
    const image = await attack.issue(IMAGE);
    turns.splice(0).forEach((turn) => turn());
    const { answers } = await fill();
    const mail = await attack.issue(MAIL);
    expect((await verify(attack, mail)).body.code).toBe(CODE.ok);
    expect((await verify(attack, image)).body.code).toBe(CODE.ok);
    expect((await verify(attack, image)).body.code).toBe(CODE.wrong);
    await drained(answers);
  });

  it('count in no limit when refused', async () => {
    await start({ address: { messagesPerHour: 9, imagesPerMinute: CAPACITY + 2, wrongPerHour: 9 } });
    const { answers } = await fill();
    for (let i = 0; i < 5; i++) expect((await issue(attack, IMAGE)).body).toMatchObject(BUSY);
    await drained(answers);
    expect((await drained(issue(attack, IMAGE))).body.code).toBe(CODE.ok);
    expect((await issue(attack, IMAGE)).body.code).toBe(CODE.frequent);
  });
});
