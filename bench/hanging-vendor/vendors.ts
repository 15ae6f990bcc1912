import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const HEALTHY_MS = 30;

/** Responds to the vendor's request number `count`, or leaves it open. */
type Behaviour = (response: ServerResponse, count: number) => void;

const healthy: Behaviour = (response) => void setTimeout(() => response.writeHead(204).end(), HEALTHY_MS);
const hanging: Behaviour = () => undefined;
/** Hangs for one in four requests, which is too few to open the circuit breaker. */
const partlyHanging: Behaviour = (response, count) => (count % 4 === 0 ? hanging : healthy)(response, count);

/** Vendor behaviours by name. The first one is the reference. */
export const VENDORS: Readonly<Record<string, Behaviour>> = {
  healthy,
  'healthy again': healthy,
  hanging,
  limping: partlyHanging,
};

export interface Vendor {
  /** Webhook DSN, for `SMS_DSN`. */
  readonly dsn: string;
  stop(): void;
}

/** Starts a vendor on loopback in this process. */
export async function startVendor(behaviour: Behaviour): Promise<Vendor> {
  let count = 0;
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => behaviour(response, (count += 1)));
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
