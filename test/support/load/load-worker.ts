// Entry of the process behind `LoadProcess`.
import { OpenLoop } from './load.js';
import type { LoadOrder } from './load-process.js';

process.on('message', (order: LoadOrder) => void run(order));

async function run({ port, requests, perSecond, ms, connections }: LoadOrder): Promise<void> {
  const request = (n: number): string => requests[n % requests.length]!;
  const loop = new OpenLoop({ port, request, ...(connections !== undefined && { connections }) });
  const { latencies, unsent, seconds } = await loop.run(perSecond, ms);
  loop.close();
  process.send?.({ latencies, unsent, seconds });
}
