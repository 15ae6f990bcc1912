import { Inject, Module, type NestModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CONTEXT_HEADERS } from '@system-management/request-context';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '../support/app.js';
import { PasswordsModule } from '../support/example/passwords.module.js';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

interface DocumentedResponse {
  readonly description: string;
  readonly content?: Record<
    string,
    { schema: { required?: string[] }; examples?: Record<string, { value: { code: number } }> }
  >;
}

/** What machines ask, and the frame of a page: for no reader of the document. */
const HIDDEN = ['GET /health/live', 'GET /health/ready', 'GET /metrics', 'GET /outbox/mail/{codeID}'];

/** Lists what Nest's controllers register with Fastify, as the document writes it: `GET /things/{id}`. */
@Module({})
class RouteList implements NestModule, OnModuleInit {
  readonly routes: string[] = [];
  private isOver = false;

  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Nest calls it before it registers the routes, */
  configure(): void {
    this.adapterHost.httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', ({ method, url }) => {
      const isExtra = method === 'HEAD' || method === 'OPTIONS';
      if (!this.isOver && !isExtra) this.routes.push(`${String(method)} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
  }

  /** and this after. */
  onModuleInit(): void {
    this.isOver = true;
    this.routes.sort();
  }
}

/** Conventions for routes, whoever adds them; the recipe's example stands for those to come. */
describe('A route', () => {
  let app: TestApp;
  let operations: readonly Operation[];
  let routes: readonly string[];
  beforeAll(async () => {
    app = await TestApp.start({ imports: [RouteList, PasswordsModule] });
    routes = app.nest.get(RouteList).routes;
    const { paths } = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...(operation as Operation),
        method: method.toUpperCase(),
        path,
      })),
    );
  });
  afterAll(() => app.close());
  const ofApi = () => operations.filter(({ path }) => path.startsWith('/api/'));
  const answerOf = ({ responses }: Operation, status: string) =>
    responses[status]?.content?.['application/json'];

  it('has a summary and a tag, or is hidden on purpose, which none of the API is', () => {
    expect(ofApi().length).toBeGreaterThan(4);
    const bare = operations.filter(({ summary, tags }) => !summary || !tags?.length);
    expect(bare.map(({ path }) => path)).toEqual([]);
    const documented = new Set(operations.map(({ method, path }) => `${method} ${path}`));
    expect(routes.filter((route) => !documented.has(route))).toEqual(HIDDEN);
  });

  it('of the API answers successes in the envelope, with an example', () => {
    for (const operation of ofApi()) {
      const answer = answerOf(operation, '200');
      expect(answer?.schema.required, operation.path).toEqual(['code', 'msg', 'data']);
    }
  });

  it('of the API shows its failures as rows of the error table: at least those that any route may answer', () => {
    for (const operation of ofApi()) {
      const failures = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
      expect(failures, operation.path).toEqual(expect.arrayContaining(['400', '404', '405', '500', '503']));
      for (const status of failures) {
        const examples = Object.values(answerOf(operation, status)?.examples ?? {});
        expect(examples.length, `${operation.path} ${status}`).toBeGreaterThan(0);
        for (const { value } of examples) {
          expect(operation.responses[status]?.description).toContain(`**${value.code} `);
        }
      }
    }
  });

  it('of the API shows the headers of the context', () => {
    const names = Object.values(CONTEXT_HEADERS).map(({ name }) => name);
    for (const { path, parameters } of ofApi()) {
      expect(
        parameters.map(({ name }) => name),
        path,
      ).toEqual(expect.arrayContaining(names));
    }
  });
});
