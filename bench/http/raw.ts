import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { print } from '../print-table.js';
import { constantOf } from './constants.js';

// What Node itself can do: parse the body, answer a constant of the size that the path asks for.
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    const body = JSON.stringify(constantOf(request.url ?? ''));
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => print(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
