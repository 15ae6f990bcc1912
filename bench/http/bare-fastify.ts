import { fastify } from 'fastify';
import { print } from '../print-table.js';
import { constantOf, PATHS } from './constants.js';

// Fastify without Nest, the same constants.
const app = fastify();
for (const path of PATHS) app.post(path, async () => constantOf(path));
print(await app.listen({ port: 0, host: '127.0.0.1' }));
