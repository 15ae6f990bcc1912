import { afterAll, beforeAll, expect, it } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';
import { describeWithBrowser } from '../support/browser/browser.js';

interface DecodedAudio {
  readonly seconds: number;
  readonly channels: number;
  /** The loudest sample, from 0 to 1. */
  readonly peak: number;
  /** Duration of an `<audio>` element in seconds. */
  readonly elementSeconds: number;
}

/** Runs in the browser: decodes a data URI and loads it into an `<audio>` element. */
const DECODE = `async (url) => {
  const file = await (await fetch(url)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, 44100).decodeAudioData(file);
  const player = new Audio(url);
  await new Promise((resolve, reject) => {
    player.onloadedmetadata = resolve;
    player.onerror = () => reject(player.error);
  });
  const peak = sound.getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return { seconds: sound.duration, channels: sound.numberOfChannels, peak, elementSeconds: player.duration };
}`;

describeWithBrowser('POST …/captcha: a spoken captcha in a browser', (open) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  it.each(['en', 'zh-CN', 'ar'])(
    'is decoded and played in its whole length (%s)',
    { timeout: 30_000 },
    async (language) => {
      const request = { use: 'login', type: 'image', presentation: 'audio' };
      const { body } = await app.post<{ url: string }>(CAPTCHA, request, { 'Accept-Language': language });
      const { url } = body.data;
      const seconds = Buffer.from(url.split(',')[1]!, 'base64').readUInt32LE(40) / 8000;
      const { page, problems } = await open();
      const audio = await page.evaluate<DecodedAudio>(`(${DECODE})(${JSON.stringify(url)})`);
      expect(audio.seconds).toBeCloseTo(seconds, 2);
      expect(audio.elementSeconds).toBeCloseTo(seconds, 1);
      expect(audio.channels).toBe(1);
      expect(audio.peak).toBeGreaterThan(0.8);
      expect(problems).toEqual([]);
    },
  );
});
