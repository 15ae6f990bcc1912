import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const HEALTHY_MS = 30;

/** Answers a message, or does not. */
type Behaviour = (response: ServerResponse, count: number) => void;

const healthy: Behaviour = (response) => void setTimeout(() => response.writeHead(204).end(), HEALTHY_MS);
const hanging: Behaviour = () => undefined;
/** One in four hangs: too few for the circuit breaker, so this one goes on for ever. */
const limping: Behaviour = (response, count) => (count % 4 === 0 ? hanging : healthy)(response, count);

/** What SMS vendors are like, the one that others are compared with first. */
export const VENDORS: Readonly<Record<string, Behaviour>> = {
  healthy,
  'healthy again': healthy,
  hanging,
  limping,
};

/** A vendor on loopback. */
export interface Vendor {
  /** Of the webhook channel, for `SMS_DSN`. */
  readonly dsn: string;
  stop(): void;
}

/** Starts a vendor in this process. */
export async function startVendor(answer: Behaviour): Promise<Vendor> {
  let count = 0;
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => answer(response, (count += 1)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
  return {
    dsn: `webhook+http://127.0.0.1:${port}/?secret=${secret}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
