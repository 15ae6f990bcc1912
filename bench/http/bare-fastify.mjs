// Fastify without Nest, the same constant.
import { fastify } from 'fastify';
import { constantOf, PATHS } from './constants.mjs';

const app = fastify();
for (const path of PATHS) app.post(path, async () => constantOf(path));
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
