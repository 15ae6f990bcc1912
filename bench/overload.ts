// `npm run bench:overload`: latency of verifications while image requests exceed the drawing capacity.
import { scenario, SCENARIO_HEADER } from './overload/scenario.js';
import { printTable } from './print-table.js';
import { startApp } from './servers.js';

const server = await startApp({ env: { TENANTS_FILE: 'test/support/tenants.unlimited.yaml' } });
try {
  await scenario(server, 32); // warm-up
  const rows = [await scenario(server, 0)];
  for (const connections of [64, 256, 512]) rows.push(await scenario(server, connections));
  for (const connections of [64, 512]) rows.push(await scenario(server, connections, 'audio'));
  printTable(SCENARIO_HEADER, rows);
} finally {
  await server.stop();
}
