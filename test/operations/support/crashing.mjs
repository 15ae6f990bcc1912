// The built service with a timer that throws, or rejects if CRASH=rejection, after 200 ms.
import { env } from 'node:process';
import { setTimeout } from 'node:timers';

await import('../../../dist/main.js');

const error = Object.assign(new Error('uncaught in a timer'), { command: { args: ['jane@example.com'] } });
setTimeout(() => {
  if (env.CRASH === 'rejection') void Promise.reject(error);
  else throw error;
}, 200);
