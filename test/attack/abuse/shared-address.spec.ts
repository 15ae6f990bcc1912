import type { RequestContext } from '@system-management/request-context';
import { afterEach, expect, it } from 'vitest';
import { CaptchaService } from '../../../src/user/captcha/captcha.service.js';
import { BEHIND_PROXY, CODE, codeOf, type Fields, issue, solved, verify } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { at } from '../support/networks.js';
import { MINUTE_MS } from '../support/time.js';

const IMAGE: Fields = { use: 'login', type: 'image' };
const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAA';
const mail = (account: string): Fields => ({ use: 'login', type: 'email', account });
const sms = (account: string): Fields => ({ use: 'login', type: 'phone', account });

onBothStores('SEC-51: an address with 60 wrong answers, with the shipped policy', (open) => {
  let attack: AttackApp;
  afterEach(() => attack.close());
  const start = async (): Promise<void> => {
    const { env } = await open();
    attack = await AttackApp.start({ isShipped: true, tenants: ['other'], env: { ...BEHIND_PROXY, ...env } });
  };

  /** The address of all clients in these tests. */
  const shared = at(7);
  const guess = (body: Fields, headers: Fields = {}) => verify(attack, body, { ...shared, ...headers });
  /** Uses the address's wrong answers up: unknown ids, and images. */
  const useUp = async (): Promise<void> => {
    const images = await inParallel(8, times(30, Number), async () => {
      const { codeID } = (await issue(attack, IMAGE, shared)).body.data;
      return { ...IMAGE, codeID, code: wrongCode(codeOf(attack, codeID)) };
    });
    const unknown = times(30, () => ({ ...mail('x@example.com'), codeID: UNKNOWN_ID, code: '123456' }));
    const replies = await inParallel(8, [...images, ...unknown], (body) => guess(body));
    expect(replies.map(({ body }) => body.code)).toEqual(times(60, () => CODE.wrong));
  };

  it('SEC-51: is refused no right answer: image, mail, SMS, step-up and ticket', async () => {
    await start();
    const before = [await attack.issue(IMAGE), await attack.issue(mail('jane@example.com'))];
    await useUp();
    const after = [
      await attack.issue(IMAGE, shared),
      await attack.issue(mail('joe@example.com'), shared),
      await attack.issue(sms('+8613800138000'), shared),
    ];
    const wrong = times(100, () => ({ ...mail('x@example.com'), codeID: UNKNOWN_ID, code: '123456' }));
    const [rights, wrongs] = await Promise.all([
      Promise.all([...before, ...after].map((body) => guess(body))),
      Promise.all(wrong.map((body) => guess(body))),
    ]);
    expect(rights.map(({ status }) => status)).toEqual(rights.map(() => 200));
    expect(new Set(wrongs.map(({ status }) => status))).toEqual(new Set([429]));

    const image = solved(attack, (await issue(attack, IMAGE, shared)).body.data.codeID);
    const stepUp = await issue(attack, { ...mail('ann@example.com'), ...image }, shared);
    expect(stepUp.body.code).toBe(CODE.ok);
    const service = attack.app.nest.get(CaptchaService);
    const context: RequestContext = {
      requestId: 'bystander',
      language: 'en',
      tenant: 'default',
      tenantHeader: 'iThings-tenant-code',
      ip: shared['X-Forwarded-For']!,
      appCode: 'core',
    };
    const ticket = String(rights[1]!.body.data['ticket']);
    const redeem = () => service.redeem({ use: 'login', types: ['email'], ticket }, { ...context });
    expect(await redeem()).toMatchObject({ recipient: 'jane@example.com' });
    await expect(redeem()).rejects.toMatchObject({ data: { retryAfter: expect.any(Number) as number } });
  });

  it('SEC-51: is refused every other answer alike: wrong, unknown, expired, used, another tenant’s', async () => {
    await start();
    const expired = await attack.issue(mail('expired@example.com'));
    await attack.advance(4 * MINUTE_MS);
    const used = await attack.issue(mail('used@example.com'));
    await guess(used);
    const [live, image] = [await attack.issue(mail('live@example.com')), await attack.issue(IMAGE)];
    const answers: readonly (readonly [body: Fields, headers?: Fields])[] = [
      [{ ...live, code: wrongCode(live.code) }],
      [{ ...image, code: wrongCode(image.code) }],
      [{ ...live, codeID: UNKNOWN_ID }],
      [expired],
      [used],
      [live, { 'iThings-tenant-code': 'other' }],
    ];
    await useUp();
    const replies = await inParallel(1, answers, ([body, headers]) => guess(body, headers));
    for (const { status, body, headers } of replies) {
      expect(status).toBe(429);
      expect(body).toEqual({ ...replies[0]!.body, data: body.data });
      expect(Object.keys(body.data)).toEqual(['retryAfter']);
      const retryAfter = Number(body.data['retryAfter']);
      expect(retryAfter).toBeGreaterThan(0);
      expect(retryAfter).toBeLessThanOrEqual(60);
      expect(headers.get('retry-after')).toBe(String(retryAfter));
    }
    // The live code was compared once, and is still right.
    expect((await guess(live)).body.code).toBe(CODE.ok);
  });
});
