// The built service with a bug in a timer, for the tests of what becomes of it.
await import('../../../dist/main.js');

const bug = Object.assign(new Error('nobody caught this'), { command: { args: ['jane@example.com'] } });
setTimeout(() => {
  if (process.env.CRASH === 'rejection') void Promise.reject(bug);
  else throw bug;
}, 200);
