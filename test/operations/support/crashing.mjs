// The built service with a bug in a timer, for the tests of what becomes of it.
import { env } from 'node:process';
import { setTimeout } from 'node:timers';

await import('../../../dist/main.js');

const bug = Object.assign(new Error('nobody caught this'), { command: { args: ['jane@example.com'] } });
setTimeout(() => {
  if (env.CRASH === 'rejection') void Promise.reject(bug);
  else throw bug;
}, 200);
