import { beforeEach, describe, expect, it } from 'vitest';
import {
  addressInNetwork,
  limitRequest,
  limitsWith,
  SHIPPED,
} from '../../../../test/support/limit-requests.js';
import { countsOf, retryAfterOf } from '../../../../test/support/limit-rows.js';
import { type LimitsUnderTest, onBothRateStores } from '../../../../test/support/rate-stores.js';
import { times } from '../../../../test/support/vitest/times.js';
import type { CaptchaLimits } from './captcha.limits.js';
import { ANSWER_LIMITS, AUDIO_LIMITS, IMAGE_LIMITS } from './limit.table.js';

const HOUR = 3_600_000;

onBothRateStores('CaptchaLimits: images, answers and attacks', (open, store) => {
  let subject: LimitsUnderTest;
  let limits: CaptchaLimits;
  beforeEach(async () => {
    subject = await open();
    limits = subject.open();
  });
  // One more after ten seconds, not half a second: time passes on Redis' clock.
  const images = limitRequest({ limits: limitsWith({ address: { imagesPerMinute: 6, audioPerMinute: 3 } }) });
  const counts = () => countsOf([...IMAGE_LIMITS, ...AUDIO_LIMITS], images, subject.rates);

  describe('reserveImage()', () => {
    it('counts a spoken image as an image too', async () => {
      await limits.reserveImage(images, 'audio');
      await limits.reserveImage(images);
      expect(await counts()).toEqual({
        'address-images': 2,
        'network-images': 2,
        'address-audio': 1,
        'network-audio': 1,
      });
    });

    it('counts nothing of a refused request: pictures go on while no more are spoken', async () => {
      for (let i = 0; i < 3; i++) await limits.reserveImage(images, 'audio');
      expect(await retryAfterOf(limits.reserveImage(images, 'audio'))).toBeLessThanOrEqual(20);
      expect(await counts()).toMatchObject({ 'address-images': 3 });
      await expect(limits.reserveImage(images)).resolves.toBeDefined();
    });

    it('gives an image back that was not drawn, and no other', async () => {
      const { reservation } = await limits.reserveImage(images, 'audio');
      await reservation.giveBack('uncertain');
      const { reservation: drawn } = await limits.reserveImage(images, 'audio');
      await drawn.giveBack('unsent');
      expect(await counts()).toMatchObject({ 'address-images': 1, 'address-audio': 1 });
    });

    it('grants exactly N of 100 concurrent requests over two instances', async () => {
      const instances = [limits, subject.open()];
      const results = await Promise.allSettled(times(100, (i) => instances[i % 2]!.reserveImage(images)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    });
  });

  describe('assessAnswer() and recordWrongAnswer()', () => {
    const { wrongPerHour } = SHIPPED.limits.address;
    const answer = limitRequest();

    it('let an address give N wrong answers, and never count more', async () => {
      for (let i = 0; i < wrongPerHour; i++) {
        expect(await limits.assessAnswer(answer)).toBe(0);
        await limits.recordWrongAnswer(answer);
      }
      for (let i = 0; i < 5; i++) await limits.recordWrongAnswer(answer);
      const waitMs = await limits.assessAnswer(answer);
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(HOUR / wrongPerHour);
      expect(await countsOf(ANSWER_LIMITS, answer, subject.rates)).toMatchObject({
        'address-wrong': wrongPerHour,
      });
    });

    it('count over all tenants, and leave other addresses of the network alone', async () => {
      for (let i = 0; i < wrongPerHour; i++)
        await limits.recordWrongAnswer(limitRequest({ tenant: `tenant${i % 3}` }));
      expect(await limits.assessAnswer(answer)).toBeGreaterThan(0);
      expect(await limits.assessAnswer(limitRequest({ ip: '192.0.2.2' }))).toBe(0);
    });
  });

  describe('assessMessage() and recordWrongCode()', () => {
    // A twentieth on Redis, where the rate would allow one more every few seconds of the test.
    const wrongPerHour = SHIPPED.limits.tenant.wrongPerHour / (store === 'Redis' ? 20 : 1);
    const numbers = limitsWith({ tenant: { wrongPerHour } });
    const wrong = (i: number) => limitRequest({ ip: addressInNetwork(i), limits: numbers });
    const isUnderAttack = async (tenant: string) =>
      (await limits.assessMessage(limitRequest({ tenant, limits: numbers }))).isUnderAttack;

    it('tell a tenant whose wrong answers of the hour are used up, until the rate allows more', async () => {
      await Promise.all(times(wrongPerHour - 1, (i) => limits.recordWrongCode(wrong(i))));
      expect(await isUnderAttack('default')).toBe(false);
      await limits.recordWrongCode(wrong(0));
      expect(await isUnderAttack('default')).toBe(true);
      expect(await isUnderAttack('other')).toBe(false);
      await subject.advance(HOUR / wrongPerHour);
      expect(await isUnderAttack('default')).toBe(false);
    });

    it('refuse no message because of them', async () => {
      const request = limitRequest({ limits: limitsWith({ tenant: { wrongPerHour: 1 } }) });
      await limits.recordWrongCode(request);
      expect(await limits.assessMessage(request)).toEqual({
        waitMs: 0,
        needsImage: false,
        isExtra: false,
        isUnderAttack: true,
      });
    });
  });
});
