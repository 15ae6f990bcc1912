import { ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CONTEXT_HEADERS } from '@system-management/request-context';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from './support/app.js';
import { PasswordsModule } from './example/passwords.module.js';

interface Operation {
  readonly path: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly description: string;
  readonly content?: Record<
    string,
    { schema: { required?: string[] }; examples?: Record<string, { value: { code: number } }> }
  >;
}

/** Conventions for routes, whoever adds them; the recipe's example stands for those to come. */
describe('A route', () => {
  let app: TestApp;
  let operations: readonly Operation[];
  beforeAll(async () => {
    app = await TestApp.start({ imports: [PasswordsModule] });
    const { paths } = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ ...(operation as Operation), path })),
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
    const all = handlers();
    const hidden = all.filter(({ isHidden }) => isHidden);
    expect(all.filter(({ isHidden, isDocumented }) => !isHidden && !isDocumented)).toEqual([]);
    expect(hidden.filter(({ path }) => path.startsWith('api/'))).toEqual([]);
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

  /** Every method that Nest routes to, by reflection: what the document leaves out is seen, too. */
  function handlers(): { path: string; isHidden: boolean; isDocumented: boolean }[] {
    const controllers = [...app.nest.get(ModulesContainer).values()].flatMap((module) => [
      ...module.controllers.values(),
    ]);
    return controllers.flatMap(({ metatype }) => {
      const { prototype } = metatype as { readonly prototype: object };
      const [path = ''] = [Reflect.getMetadata('path', metatype as object) as string | string[]].flat();
      return Object.getOwnPropertyNames(prototype).flatMap((name) => {
        const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
        if (!handler || !Reflect.hasMetadata('method', handler)) return [];
        const isHidden =
          Reflect.hasMetadata('swagger/apiExcludeEndpoint', handler) ||
          Reflect.hasMetadata('swagger/apiExcludeController', metatype as object);
        return [{ path, isHidden, isDocumented: Reflect.hasMetadata('swagger/apiOperation', handler) }];
      });
    });
  }
});
