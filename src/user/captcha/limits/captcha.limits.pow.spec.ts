import { beforeEach, expect, it } from 'vitest';
import { addressInNetwork, limitRequest, limitsWith } from '../../../../test/support/limit-requests.js';
import { retryAfterOf } from '../../../../test/support/limit-rows.js';
import { type LimitsUnderTest, onBothRateStores } from '../../../../test/support/rate-stores.js';
import type { CaptchaLimits } from './captcha.limits.js';

const MINUTE = 60_000;
/** The effort doubles after 2, 4 and 8 images of an address, and after four times as many of a network. */
const imagesPerMinute = 16;
const numbers = limitsWith({ address: { imagesPerMinute } });

onBothRateStores('CaptchaLimits.reserveImage(): the effort of a proof of work', (open) => {
  let subject: LimitsUnderTest;
  let limits: CaptchaLimits;
  beforeEach(async () => {
    subject = await open();
    limits = subject.open();
  });
  const doublings = async (ip: string, of = numbers): Promise<number> =>
    (await limits.reserveImage(limitRequest({ ip, limits: of }), 'pow')).doublings;
  const doublingsOf = async (count: number, ip: string, of = numbers): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) all.push(await doublings(ip, of));
    return all;
  };
  const address = addressInNetwork(1);

  it('doubles beyond an eighth, a quarter and half of the images of the address, which are then refused', async () => {
    const efforts = [0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3];
    expect(await doublingsOf(imagesPerMinute, address)).toEqual(efforts);
    expect(await retryAfterOf(doublings(address))).toBeGreaterThan(0);
    expect(await doublings(addressInNetwork(2))).toBe(0);
  });

  it('is the first again a minute later', async () => {
    await doublingsOf(imagesPerMinute, address);
    await subject.advance(MINUTE + subject.slackMs);
    expect(await doublings(address)).toBe(0);
  });

  it('doubles beyond four times as many of a network', async () => {
    const efforts = [];
    for (let host = 1; host <= 10; host++) efforts.push(await doublings(addressInNetwork(3, host)));
    expect(efforts).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  });

  it('is not raised by pictures and sounds', async () => {
    const request = limitRequest({ ip: address, limits: numbers });
    for (let i = 0; i < 12; i++) await limits.reserveImage(request, i % 2 ? 'audio' : 'image');
    expect(await doublings(address)).toBe(0);
    expect((await limits.reserveImage(request, 'image')).doublings).toBe(0);
  });

  it('doubles early where an address may ask for few images, but never for the first', async () => {
    const few = limitsWith({ address: { imagesPerMinute: 3 } });
    expect(await doublingsOf(3, address, few)).toEqual([0, 2, 3]);
  });
});
