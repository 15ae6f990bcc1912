// The thread of `DrawingThread`: draws orders of pictures, first in, first out.
import { parentPort } from 'node:worker_threads';
import { drawCaptcha, warmUp } from '@system-management/captcha-image';
import { randomCode } from '../../code/random-code.js';
import type { PictureOrder } from './drawing-thread.js';
import { presentedPicture } from './presented-picture.js';

warmUp();
parentPort?.on('message', ({ format: { length, alphabet }, count }: PictureOrder) => {
  const codes = Array.from({ length: count }, () => randomCode(length, alphabet));
  parentPort?.postMessage(codes.map((code) => presentedPicture(code, drawCaptcha(code))));
});
