import { once } from 'node:events';
import { connect } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { Type } from '@nestjs/common';
import { Outbox, type OutboxMessage } from '@system-management/messaging';
import type { Environment } from '../../src/config/settings.js';
import { AppModule } from '../../src/app.module.js';
import { createAdapter, NEST_OPTIONS, setUp } from '../../src/app.setup.js';
import { send } from './send.js';

/** A response in the envelope `{code, msg, data}`. */
export interface ApiResponse<Data = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly code: number; readonly msg: string; readonly data: Data };
}

export const CAPTCHA = '/api/v1/system/user/captcha';

/** Environment with the shipped tenants and no effective limits. */
export const UNLIMITED = { TENANTS_FILE: 'test/support/tenants.unlimited.yaml' };

export interface TestAppOptions {
  readonly env?: Environment;
  readonly controllers?: Type[];
  readonly imports?: Type[];
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** The whole application on a free port of loopback, with its log silenced. */
export class TestApp {
  private constructor(
    readonly nest: NestFastifyApplication,
    readonly url: string,
  ) {}

  static async start({
    env = {},
    controllers = [],
    imports = [],
    override = (builder) => builder,
  }: TestAppOptions = {}): Promise<TestApp> {
    const module = Test.createTestingModule({
      imports: [AppModule.register({ LOG_LEVEL: 'silent', HOST: '127.0.0.1', ...env }), ...imports],
      controllers,
    });
    const compiled = await override(module).compile();
    const nest = compiled.createNestApplication<NestFastifyApplication>(createAdapter(), NEST_OPTIONS);
    try {
      await setUp(nest);
      await nest.listen(0, '127.0.0.1');
    } catch (error) {
      // Its signal handlers are installed already. An error of close() must not replace the error of the start.
      await nest.close().catch(() => undefined);
      throw error;
    }
    return new TestApp(nest, await nest.getUrl());
  }

  async post<Data = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiResponse<Data>> {
    const { text, ...response } = await send(this.url + path, JSON.stringify(body), headers);
    return { ...response, body: JSON.parse(text) as ApiResponse<Data>['body'] };
  }

  async fetch<Data = Record<string, unknown>>(path: string, init?: RequestInit): Promise<ApiResponse<Data>> {
    const response = await fetch(this.url + path, init);
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as ApiResponse<Data>['body'],
    };
  }

  /** Sends raw bytes and reads until the server closes the connection, for requests that no HTTP client sends. */
  async raw(bytes: string): Promise<string> {
    const { hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.on('error', () => undefined);
    socket.end(bytes);
    await once(socket, 'close');
    return received;
  }

  /**
   * The newest message of the outbox for a challenge.
   * @throws {Error} after a second without one
   */
  async delivered(codeID: unknown): Promise<OutboxMessage> {
    const [message] = await this.nest.get(Outbox).messages({ codeID: String(codeID), waitMs: 1000 });
    if (!message) throw new Error(`nothing in the outbox for ${String(codeID)}`);
    return message;
  }

  async close(): Promise<void> {
    await this.nest.close();
  }
}
