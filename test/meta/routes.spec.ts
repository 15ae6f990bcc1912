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
    { schema: { $ref?: string }; examples?: Record<string, { value: { code: number } }> }
  >;
}

/** Undocumented routes: probes, metrics, the mail frame of the outbox page, and the demo token of the pages. */
const HIDDEN = [
  'GET /demo-token',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /outbox/mail/{codeID}',
];

/** Last parts of the paths whose successes have the format of other products: ALTCHA's, and captcha vendors'. */
const WITHOUT_ENVELOPE = ['altcha', 'siteverify'];

/** Lists the routes of Nest's controllers in OpenAPI notation: `GET /things/{id}`. */
@Module({})
class RouteList implements NestModule, OnModuleInit {
  readonly routes: string[] = [];
  private isComplete = false;

  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /** Nest calls configure() before it registers the routes of controllers. */
  configure(): void {
    this.adapterHost.httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', ({ method, url }) => {
      const isExtra = method === 'HEAD' || method === 'OPTIONS';
      if (!this.isComplete && !isExtra)
        this.routes.push(`${String(method)} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
  }

  /** Nest calls onModuleInit() after it has registered them. */
  onModuleInit(): void {
    this.isComplete = true;
    this.routes.sort();
  }
}

/** Conventions for all routes. PasswordsModule stands for modules added later. */
describe('/openapi.json: every route', () => {
  let app: TestApp;
  let operations: readonly Operation[];
  let routes: readonly string[];
  let schemas: Readonly<Record<string, object>>;
  beforeAll(async () => {
    app = await TestApp.start({ imports: [RouteList, PasswordsModule] });
    routes = app.nest.get(RouteList).routes;
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
    const { paths, components } = document;
    schemas = components!.schemas!;
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
  const jsonOf = ({ responses }: Operation, status: string) =>
    responses[status]?.content?.['application/json'];

  it('has a summary and a tag, or is listed as hidden', () => {
    expect(ofApi().length).toBeGreaterThan(4);
    const incomplete = operations.filter(({ summary, tags }) => !summary || !tags?.length);
    expect(incomplete.map(({ path }) => path)).toEqual([]);
    const documented = new Set(operations.map(({ method, path }) => `${method} ${path}`));
    expect(routes.filter((route) => !documented.has(route))).toEqual(HIDDEN);
  });

  describe('of the API', () => {
    it('documents its success in the envelope, unless it speaks the protocol of another product', () => {
      for (const operation of ofApi()) {
        const name = jsonOf(operation, '200')?.schema.$ref?.split('/').at(-1) ?? '';
        if (WITHOUT_ENVELOPE.includes(operation.path.split('/').at(-1)!)) {
          expect(schemas[name], operation.path).toBeDefined();
          expect(schemas[name], operation.path).not.toHaveProperty('properties.msg');
          continue;
        }
        expect(schemas[name], operation.path).toMatchObject({ required: ['code', 'msg', 'data'] });
      }
    });

    it('documents its failures, including those of every route, with an example per error', () => {
      for (const operation of ofApi()) {
        const failures = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
        expect(failures, operation.path).toEqual(expect.arrayContaining(['400', '404', '405', '500', '503']));
        for (const status of failures) {
          const examples = Object.values(jsonOf(operation, status)?.examples ?? {});
          expect(examples.length, `${operation.path} ${status}`).toBeGreaterThan(0);
          for (const { value } of examples) {
            expect(operation.responses[status]?.description).toContain(`**${value.code} `);
          }
        }
      }
    });

    it('documents the context headers', () => {
      const names = Object.values(CONTEXT_HEADERS).map(({ name }) => name);
      for (const { path, parameters } of ofApi()) {
        expect(
          parameters.map(({ name }) => name),
          path,
        ).toEqual(expect.arrayContaining(names));
      }
    });
  });
});
