import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as requestOverTls } from 'node:https';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { ApiResponse } from '../../support/app.js';
import type { Fields } from '../../support/requests.js';

export interface AddressedClientOptions {
  /** The address that connections come from, such as one of 127.0.0.0/8. */
  readonly address: string;
  /** Port of 127.0.0.1 to connect to. */
  readonly port: number;
  /** PEM of the server's certificate, if it speaks TLS. @default none: plain HTTP */
  readonly certificate?: string;
}

/** An HTTP client with an address of its own. Its connections are closed when the test finishes. */
export class AddressedClient {
  readonly address: string;
  private readonly agent: Agent;

  constructor(private readonly options: AddressedClientOptions) {
    this.address = options.address;
    this.agent = options.certificate
      ? new TlsAgent({ keepAlive: true, ca: options.certificate })
      : new Agent({ keepAlive: true });
    onTestFinished(() => this.agent.destroy());
  }

  get(path: string, headers: Fields = {}) {
    return this.send('GET', path, headers);
  }

  post(path: string, body: Fields, headers: Fields = {}) {
    return this.send('POST', path, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(body));
  }

  private async send(method: string, path: string, headers: Fields, body = ''): Promise<ApiResponse['body']> {
    const { address, port, certificate } = this.options;
    const options = {
      host: '127.0.0.1',
      port,
      localAddress: address,
      agent: this.agent,
      method,
      path,
      headers,
    };
    const outgoing = certificate ? requestOverTls(options) : request(options);
    const received = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    outgoing.end(body);
    const [response] = await received;
    return (await json(response)) as ApiResponse['body'];
  }
}
