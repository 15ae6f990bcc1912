import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, ListenOptions } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { listen, ListenError } from './listen.js';

type App = Parameters<typeof listen>[0];

/** Whether `Logger` of Nest would log, after each call of `useLogger()`. */
const isLogging: boolean[] = [];
const useLogger = (logger: unknown): void => void isLogging.push(logger !== false);
const LOG = {} as LoggerService;
beforeEach(() => void isLogging.splice(0));

/** Listens with a server of Node, as the application does. */
async function tryListen(host: string, port = 0): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  const start = async (options: ListenOptions) => once(server.listen(options), 'listening');
  await listen({ useLogger, listen: start } as unknown as App, { host, port }, LOG);
  return (server.address() as AddressInfo).port;
}

/** An application whose `listen()` fails with an error of the system, for permissions that tests may have. */
const failing = (error: Error): App => ({ useLogger, listen: () => Promise.reject(error) });
const systemError = (code: string, syscall: string) => Object.assign(new Error(code), { code, syscall });

describe('listen()', () => {
  it('silences the logger of Nest until it listens: Nest would log the error that it throws', async () => {
    await tryListen('127.0.0.1');
    expect(isLogging).toEqual([false, true]);
    await expect(tryListen('192.0.2.1')).rejects.toThrow(ListenError);
    expect(isLogging).toEqual([false, true, false]);
  });

  it('names a port that is taken', async () => {
    const port = await tryListen('127.0.0.1');
    await expect(tryListen('127.0.0.1', port)).rejects.toThrow(
      new ListenError(
        `PORT: ${port} is taken on 127.0.0.1 (EADDRINUSE): set PORT to another port, or stop the process that listens there`,
      ),
    );
  });

  it('names a host that is not an address of this machine', async () => {
    // TEST-NET-1 (RFC 5737).
    await expect(tryListen('192.0.2.1')).rejects.toThrow(
      /^HOST: 192\.0\.2\.1 is not an address of this machine/,
    );
  });

  it('names a host that does not resolve', async () => {
    await expect(tryListen('no-such-host..invalid')).rejects.toThrow(
      /^HOST: no-such-host\.\.invalid does not resolve to an address \(E\w+\): set HOST to an IP address/,
    );
  });

  it('names a port that needs a permission', async () => {
    const app = failing(systemError('EACCES', 'listen'));
    await expect(listen(app, { host: '0.0.0.0', port: 80 }, LOG)).rejects.toThrow(
      /^PORT: 80 needs a permission that this process does not have \(EACCES\): set PORT to 1024 or higher/,
    );
  });

  it.each([systemError('EMFILE', 'listen'), systemError('EACCES', 'open'), new TypeError('a bug')])(
    'rethrows an error that no setting causes: %s',
    async (error) => {
      await expect(listen(failing(error), { host: '::1', port: 1 }, LOG)).rejects.toBe(error);
    },
  );
});
