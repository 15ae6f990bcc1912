import { randomBytes } from 'node:crypto';
import type { SecretKey } from '../../src/config/keys.config.js';
import { AudioPresentation } from '../../src/user/captcha/challenge/presentations/audio.presentation.js';
import { ImagePresentation } from '../../src/user/captcha/challenge/presentations/image.presentation.js';
import { PowPresentation } from '../../src/user/captcha/challenge/presentations/pow.presentation.js';
import type { Presentations } from '../../src/user/captcha/challenge/presentations/presentation-map.js';
import { RenderQueue } from '../../src/user/captcha/challenge/presentations/render-queue.js';
import { PowKeys } from '../../src/user/captcha/keys/pow-keys.js';

/** All presentations, with these secret keys. @param keys by default a random one */
export function presentations(keys: readonly SecretKey[] = [{ id: 'k1', secret: randomBytes(32) }]) {
  const queue = new RenderQueue();
  return {
    image: new ImagePresentation(queue),
    audio: new AudioPresentation(queue),
    pow: new PowPresentation(new PowKeys(keys)),
  } satisfies Presentations;
}
