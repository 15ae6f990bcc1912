// The thread of `DrawingThread`.
import { parentPort } from 'node:worker_threads';
import { drawCaptcha, warmUp } from '@system-management/captcha-image';
import { randomCode } from '../../code/random-code.js';
import type { DrawingJob } from './drawing-thread.js';
import { presentedPicture } from './presented-picture.js';

warmUp();
parentPort?.on('message', ({ format: { length, alphabet }, count }: DrawingJob) => {
  const codes = Array.from({ length: count }, () => randomCode(length, alphabet));
  parentPort?.postMessage(codes.map((code) => presentedPicture(code, drawCaptcha(code))));
});
