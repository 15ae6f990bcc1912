import { fastify } from 'fastify';
import { print } from '../print-table.js';
import { responseFor, PATHS } from './constants.js';

// Baseline: Fastify without Nest, constant responses.
const app = fastify();
for (const path of PATHS) app.post(path, async () => responseFor(path));
print(await app.listen({ port: 0, host: '127.0.0.1' }));
