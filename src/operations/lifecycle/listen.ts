import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServerConfig } from '../../config/server.config.js';

/**
 * Connections that wait to be accepted; the kernel limits it to `net.core.somaxconn` (4096 by default). Node's
 * default of 511 overflows at 4,000 simultaneous clients: they retry for seconds, and hundreds of connections are
 * reset before the server can respond with 503.
 */
const BACKLOG = 4096;

/** The server cannot listen on `HOST` and `PORT`. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Listens, and then gives Nest its logger.
 * @throws {ListenError} in one line, with what to do
 */
export async function listen(
  app: Pick<NestFastifyApplication, 'listen' | 'useLogger'>,
  { host, port }: Pick<ServerConfig, 'host' | 'port'>,
  logger: LoggerService,
): Promise<void> {
  // Nest would log the error, too, which `exitOnStartupError()` reports.
  app.useLogger(false);
  try {
    await app.listen({ port, host, backlog: BACKLOG });
    app.useLogger(logger);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    const problem = problemOf(code, syscall, host, port);
    throw problem ? new ListenError(problem, { cause: error }) : error;
  }
}

/** `undefined` for an error that no setting causes. */
function problemOf(
  code: string | undefined,
  syscall: string | undefined,
  host: string,
  port: number,
): string | undefined {
  if (syscall === 'getaddrinfo') {
    return `HOST: ${host} does not resolve to an address (${code}): set HOST to an IP address of this machine, such as 0.0.0.0 or 127.0.0.1`;
  }
  if (syscall !== 'listen') return undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `PORT: ${port} is taken on ${host} (${code}): set PORT to another port, or stop the process that listens there`;
    case 'EACCES':
      return `PORT: ${port} needs a permission that this process does not have (${code}): set PORT to 1024 or higher, or grant CAP_NET_BIND_SERVICE`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return `HOST: ${host} is not an address of this machine (${code}): set HOST to one of its addresses, or to 0.0.0.0 for all`;
    default:
      return undefined;
  }
}
