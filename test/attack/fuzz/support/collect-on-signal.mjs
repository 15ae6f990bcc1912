// Loaded before everything else (`NODE_OPTIONS=--import`): on SIGWINCH, which means nothing to a service, the process
// collects its garbage and says what is left. Without it nobody could tell a leak from a collection that was not due yet.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGWINCH', () => {
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ msg: 'collected', rss, heapUsed })}\n`);
});
