import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiResponse } from '../../support/app.js';
import { decodePngUri } from '../../support/browser/png.js';
import {
  BEHIND_PROXY,
  CODE,
  type Fields,
  issue,
  type IssueData,
  issueSolving,
  solved,
  verify,
} from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { newNetworks } from '../support/networks.js';
import { MINUTE_MS, SECOND_MS } from '../support/time.js';

const GAP_MS = MINUTE_MS + SECOND_MS;
const IMAGE = { use: 'login', type: 'image' };

onBothStores('POST …/captcha: the step-up to an image, with the shipped policy', (open) => {
  const elsewhere = newNetworks();
  let attack: AttackApp;
  let accounts = 0;
  beforeAll(async () => {
    const { env } = await open();
    attack = await AttackApp.start({ isShipped: true, tenants: ['other'], env: { ...BEHIND_PROXY, ...env } });
  });
  afterAll(() => attack.close());

  const newMail = (): Fields => ({
    use: 'login',
    type: 'email',
    account: `person${accounts++}@example.com`,
  });
  const countOf = (responses: readonly ApiResponse<IssueData>[], code: number): number =>
    responses.filter(({ body }) => body.code === code).length;
  /** Issues until an image is required, and returns that image. */
  const required = async (body: Fields, headers: Fields): Promise<IssueData> => {
    for (let i = 0; i < 2; i++) {
      expect((await issue(attack, body, headers)).body.code).toBe(CODE.ok);
      await attack.advance(GAP_MS);
    }
    const answer = await issue(attack, body, headers);
    expect([answer.status, answer.body.code]).toEqual([403, CODE.needImage]);
    return answer.body.data;
  };
  /** Whether an image can still be answered. It is consumed. */
  const isGood = async (image: { readonly codeID: string; readonly code: string }): Promise<boolean> =>
    (await verify(attack, { ...IMAGE, ...image }, elsewhere())).body.code === CODE.ok;
  const newImage = async () => solved(attack, (await issue(attack, IMAGE, elsewhere())).body.data.codeID);

  it('is required for the third message to an account within the hour, with a new image in the response', async () => {
    const before = attack.sent.byId.size;
    const image = await required(newMail(), elsewhere());
    expect(Object.keys(image).sort()).toEqual([
      'codeAlphabet',
      'codeID',
      'codeLength',
      'expire',
      'reason',
      'url',
    ]);
    expect(image).toMatchObject({ reason: 'required', expire: 180 });
    expect(decodePngUri(image.url)).toMatchObject({ width: 240, height: 80 });
    // Two messages and the image; the third message is not sent.
    expect(attack.sent.byId.size).toBe(before + 3);
  });

  it('is required for the eleventh message from an address within the hour', async () => {
    const headers = elsewhere();
    for (let i = 0; i < 10; i++) expect((await issue(attack, newMail(), headers)).body.code).toBe(CODE.ok);
    expect((await issue(attack, newMail(), headers)).body).toMatchObject({
      code: CODE.needImage,
      data: { reason: 'required' },
    });
  });

  it('takes one more request', async () => {
    const [body, headers] = [newMail(), elsewhere()];
    const image = await required(body, headers);
    const answer = await issue(attack, { ...body, ...solved(attack, image.codeID) }, headers);
    expect(answer.body).toMatchObject({ code: CODE.ok, data: { url: '', resendAfter: 60 } });
  });

  it('accepts an image once', async () => {
    const [body, headers] = [newMail(), elsewhere()];
    const image = await required(body, headers);
    const answer = solved(attack, image.codeID);
    expect((await issue(attack, { ...body, ...answer }, headers)).body.code).toBe(CODE.ok);
    await attack.advance(GAP_MS);
    const replay = await issue(attack, { ...body, ...answer }, headers);
    expect(replay.body).toMatchObject({ code: CODE.needImage, data: { reason: 'wrong' } });
    expect(replay.body.data.codeID).not.toBe(image.codeID);
    expect(await isGood(answer)).toBe(false);
  });

  it('sends one message for 50 concurrent requests with the same solved image', async () => {
    const image = await required(newMail(), elsewhere());
    const answer = solved(attack, image.codeID);
    const responses = await Promise.all(
      times(50, () => issue(attack, { ...newMail(), ...answer }, elsewhere())),
    );
    expect(countOf(responses, CODE.ok)).toBe(1);
    expect(countOf(responses, CODE.needImage)).toBe(49);
  });

  it('rejects an image of another purpose or tenant, and the code of a mail', async () => {
    const [body, headers] = [newMail(), elsewhere()];
    await required(body, headers);
    const ofRegister = await issue(attack, { ...IMAGE, use: 'register' }, headers);
    const ofOther = await issue(attack, IMAGE, { ...headers, 'iThings-tenant-code': 'other' });
    const mailed = await issue(attack, newMail(), elsewhere());
    for (const { body: other } of [ofRegister, ofOther]) {
      const answer = await issue(attack, { ...body, ...solved(attack, other.data.codeID) }, headers);
      expect(answer.body).toMatchObject({ code: CODE.needImage, data: { reason: 'wrong' } });
    }
    // The code of a mail does not match the format of an image's code.
    const answer = await issue(attack, { ...body, ...solved(attack, mailed.body.data.codeID) }, headers);
    expect([CODE.parameter, CODE.needImage]).toContain(answer.body.code);
  });

  it('answers a wrong answer with reason "wrong" and the next image, and consumes the first image', async () => {
    const [body, headers] = [newMail(), elsewhere()];
    const image = await required(body, headers);
    const right = solved(attack, image.codeID);
    const wrong = { ...right, code: right.code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA' };
    const answer = await issue(attack, { ...body, ...wrong }, headers);
    expect([answer.status, answer.body.code]).toEqual([403, CODE.needImage]);
    expect(answer.body.data.reason).toBe('wrong');
    expect(decodePngUri(answer.body.data.url)).toMatchObject({ width: 240 });
    expect((await issue(attack, { ...body, ...right }, headers)).body.data.reason).toBe('wrong');
    const next = await issue(attack, { ...body, ...solved(attack, answer.body.data.codeID) }, headers);
    expect(next.body.code).toBe(CODE.ok);
  });

  it('does not count a request that only requires an image', async () => {
    const [body, headers] = [newMail(), elsewhere()];
    await required(body, headers);
    for (let i = 0; i < 20; i++) expect((await issue(attack, body, headers)).body.code).toBe(CODE.needImage);
    // Two messages are sent. Three more are within the hour's limit, and one beyond it.
    for (let i = 0; i < 4; i++) {
      expect((await issueSolving(attack, body, headers)).body.code).toBe(CODE.ok);
      await attack.advance(GAP_MS);
    }
    expect((await issueSolving(attack, body, headers)).body.code).toBe(CODE.frequent);
  });

  it('SEC-59: an image is neither asked for nor spent within the gap, when nothing is sent', async () => {
    const [body, headers] = [newMail(), elsewhere()];
    await required(body, headers);
    const sent = (await issueSolving(attack, body, headers)).body.data;
    const image = await newImage();
    for (const answer of [{}, image]) {
      const again = await issue(attack, { ...body, ...answer }, headers);
      expect(again.body.code).toBe(CODE.ok);
      expect(again.body.data.codeID).not.toBe(sent.codeID);
      expect(attack.sent.byId.has(again.body.data.codeID)).toBe(false);
    }
    expect(await isGood(image)).toBe(true);
  });

  /** Each uses up a limit that no image lifts. @returns the request beyond it */
  const beyond: Record<string, () => Promise<readonly [body: Fields, headers: Fields]>> = {
    'an hour’s limit from a network that has used up its messages with an image': async () => {
      const [body, headers] = [newMail(), elsewhere()];
      // Five within the hour's limit, and one with an image beyond it.
      for (let i = 0; i < 6; i++) {
        expect((await issueSolving(attack, body, headers)).body.code).toBe(CODE.ok);
        await attack.advance(GAP_MS);
      }
      return [body, headers];
    },
    'an address’s limit': async () => {
      const headers = elsewhere();
      for (let i = 0; i < 30; i++)
        expect((await issueSolving(attack, newMail(), headers)).body.code).toBe(CODE.ok);
      return [newMail(), headers];
    },
    'the gap of another purpose': async () => {
      const [body, headers] = [newMail(), elsewhere()];
      expect((await issue(attack, body, headers)).body.code).toBe(CODE.ok);
      return [{ ...body, use: 'forgetPwd' }, headers];
    },
  };
  it.each(Object.entries(beyond))(
    'SEC-59: an image is neither asked for nor spent beyond %s',
    async (_, reach) => {
      const [body, headers] = await reach();
      const before = attack.sent.byId.size;
      const { status, body: plain } = await issue(attack, body, headers);
      expect([status, plain.code]).toEqual([429, CODE.frequent]);
      expect(Object.keys(plain.data)).toEqual(['retryAfter']);
      expect(attack.sent.byId.size).toBe(before);
      const image = await newImage();
      expect((await issue(attack, { ...body, ...image }, headers)).body.code).toBe(CODE.frequent);
      expect(await isGood(image)).toBe(true);
    },
  );

  it.each([
    ['a country that is not enabled', { type: 'phone', account: '+37061234567' }, CODE.notEnabled],
    ['a number that is none', { type: 'phone', account: '+861380013' }, CODE.parameter],
    ['an address that is none', { type: 'email', account: 'jane@@example.com' }, CODE.parameter],
  ])('SEC-59: an image is not spent on %s', async (_, subject, code) => {
    const image = await newImage();
    const { body } = await issue(attack, { use: 'login', ...subject, ...image }, elsewhere());
    expect(body.code).toBe(code);
    expect(await isGood(image)).toBe(true);
  });
});
