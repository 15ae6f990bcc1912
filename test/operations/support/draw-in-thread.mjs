// The built DrawingThread draws two jobs; then it fails. Prints the pictures and the messages of the failures.
import { stdout } from 'node:process';
import { clearInterval, setInterval } from 'node:timers';

const path = '../../../dist/user/captcha/challenge/presentations/drawing/drawing-thread.js';
const { DrawingThread } = await import(path);
const thread = new DrawingThread();
// The thread does not keep the process alive.
const alive = setInterval(() => undefined, 1000);
const format = { length: 6, alphabet: 'ACDEFHKMN' };
const drawn = await Promise.all([3, 2].map((count) => thread.draw({ format, count })));
const impossible = { format: { length: 0, alphabet: 'AC' }, count: 1 };
const failing = [impossible, { format, count: 1 }].map((job) => thread.draw(job));
const failures = (await Promise.allSettled(failing)).map(({ reason }) => reason.message);
failures.push(await thread.draw({ format, count: 1 }).catch(({ message }) => message));
stdout.write(`${JSON.stringify({ drawn, failures })}\n`);
clearInterval(alive);
