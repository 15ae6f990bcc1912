import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Controller, Get } from '@nestjs/common';
import { describeWithCommand, freePort } from '@system-management/challenge-store/testing';
import { Ctx, type RequestContext } from '@system-management/request-context';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, TestApp } from '../../support/app.js';
import { shippedProxy, startHaproxy } from '../../support/haproxy.js';
import { BEHIND_PROXY, CODE, type Fields, from } from '../../support/requests.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AddressedClient } from '../support/addressed-client.js';
import { forgedHeaders } from '../support/forged-addresses.js';
import { inParallel } from '../support/in-parallel.js';
import {
  FORWARDED_FOR,
  FORWARDED_FOR_WITH_PORT,
  HOP_ADDRESS,
  type HopProtocol,
  PROXY_PROTOCOL,
  startTlsHop,
} from '../support/tls-hop.js';

const MINUTES = 300_000;
/** An answer with an unknown id is charged to its address only. */
const UNKNOWN: Fields = {
  use: 'login',
  type: 'email',
  account: 'a@example.com',
  codeID: 'AAAAAAAAAAAAAAAAAAAA',
  code: '123456',
};
/** Such answers per address and hour: contract §5. */
const ALLOWED = 60;
/** In networks of their own, because a network has limits, too. */
const ADDRESSES = times(14, (n) => `127.${n + 1}.0.1`);

@Controller('api/v1/test')
class EchoController {
  @Get('address')
  address(@Ctx() { ip }: RequestContext): { readonly ip: string } {
    return { ip };
  }
}

/** Starts the service with the shipped tenants, and the shipped proxy in front. Returns the proxy's port. */
async function start(hops?: string): Promise<number> {
  const app = await TestApp.start({ env: BEHIND_PROXY, controllers: [EchoController] });
  onTestFinished(() => app.close());
  const port = await freePort();
  const servicePort = Number(new URL(app.url).port);
  await startHaproxy(await shippedProxy({ port, servicePort, ...(hops && { hops }) }), port);
  return port;
}

const addressOf = async (client: AddressedClient, headers?: Fields): Promise<unknown> =>
  (await client.get('/api/v1/test/address', headers)).data['ip'];

/** Sends wrong answers one after the other, as they are counted after the response, and counts them until one is refused. */
async function countAllowed(client: AddressedClient, headers: Fields): Promise<number> {
  for (let count = 0; ; count++) {
    const { code } = await client.post(`${CAPTCHA}/verify`, UNKNOWN, headers);
    if (code === CODE.frequent) return count;
    expect(code).toBe(CODE.wrong);
  }
}

interface Path {
  /** The line of the configuration that names the hop. */
  readonly hops?: string;
  readonly hop?: HopProtocol;
}

const FORWARDING = `  acl is_forwarding_hop src ${HOP_ADDRESS}`;
const PATHS: readonly (readonly [string, Path])[] = [
  ['no hop', {}],
  ['a TLS hop that appends X-Forwarded-For', { hops: FORWARDING, hop: FORWARDED_FOR }],
  ['a TLS hop that appends a port, too', { hops: FORWARDING, hop: FORWARDED_FOR_WITH_PORT }],
  [
    'a TLS hop that speaks the PROXY protocol',
    { hops: `  acl is_proxy_protocol_hop src ${HOP_ADDRESS}`, hop: PROXY_PROTOCOL },
  ],
];

describeWithCommand('haproxy', 'deploy/haproxy.cfg', () => {
  describe.each(PATHS)('with %s in front', (name, { hops, hop }) => {
    const startClients = async (): Promise<readonly AddressedClient[]> => {
      const port = await start(hops);
      const entry = hop ? await startTlsHop(port, hop) : { port };
      return ADDRESSES.map((address) => new AddressedClient({ address, ...entry }));
    };

    it('SEC-58: 14 clients that name each other in X-Forwarded-For have 14 limits', async () => {
      const clients = await startClients();
      const startedAt = performance.now();
      const counts = await Promise.all(
        clients.map(async (client, n) => {
          const other = from(ADDRESSES[(n + 1) % ADDRESSES.length]!);
          expect(await addressOf(client, other)).toBe(client.address);
          return countAllowed(client, other);
        }),
      );
      // One more per minute: the test does not depend on the speed of the machine.
      const minutes = Math.floor((performance.now() - startedAt) / 60_000);
      for (const [n, count] of counts.entries()) {
        expect(count, ADDRESSES[n]).toBeGreaterThanOrEqual(ALLOWED);
        expect(count, ADDRESSES[n]).toBeLessThanOrEqual(ALLOWED + minutes);
      }
      logMetric(
        `SEC-58 ${name}: ${clients.length} clients, ${counts.join(', ')} answers until each is limited`,
      );
    });

    it(
      'SEC-18: a client has one address, with any value in six forwarding headers',
      { timeout: MINUTES },
      async () => {
        const [client] = await startClients();
        const requests = forgedHeaders(FULL ? 1000 : 50);
        const addresses = await inParallel(8, requests, (headers) => addressOf(client!, headers));
        logMetric(`SEC-18 ${name}: ${requests.length} forged values, ${new Set(addresses).size} address`);
        expect(new Set(addresses)).toEqual(new Set([client!.address]));
      },
    );
  });

  it('SEC-18: takes the client from named hops only, also while some are named', async () => {
    const port = await start(`${FORWARDING}\n  acl is_proxy_protocol_hop src 127.0.0.3`);
    const client = new AddressedClient({ address: '127.0.0.4', port });
    expect(await addressOf(client, from('203.0.113.9'))).toBe(client.address);
    const socket = connect({ host: '127.0.0.1', port, localAddress: client.address });
    await once(socket, 'connect');
    socket.end(
      'PROXY TCP4 203.0.113.9 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.[01] 400 /);
  });

  it('counts a named hop that reports no client as the client', async () => {
    const client = new AddressedClient({ address: HOP_ADDRESS, port: await start(FORWARDING) });
    expect(await addressOf(client)).toBe(HOP_ADDRESS);
  });
});
