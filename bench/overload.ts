// `npm run bench:overload`: event loop time per drawing, and latency of verifications while image requests exceed the
// drawing capacity.
import { DRAWING_COST_HEADER, drawingCost } from './overload/drawing-cost.js';
import { scenario, SCENARIO_HEADER } from './overload/scenario.js';
import { print, printTable } from './print-table.js';
import { startApp } from './servers.js';

printTable(DRAWING_COST_HEADER, [await drawingCost('image'), await drawingCost('audio')]);
const server = await startApp({ env: { TENANTS_FILE: 'test/support/tenants.unlimited.yaml' } });
try {
  await scenario(server, 32); // warm-up
  const rows = [await scenario(server, 0)];
  for (const connections of [64, 256, 512]) rows.push(await scenario(server, connections));
  for (const connections of [64, 512]) rows.push(await scenario(server, connections, 'audio'));
  print('');
  printTable(SCENARIO_HEADER, rows);
} finally {
  await server.stop();
}
