// Preload (`NODE_OPTIONS=--import`): on SIGWINCH, which the service does not use, the process collects its garbage and
// prints its memory. Otherwise uncollected garbage would look like a leak.
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
