import 'reflect-metadata';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiProperty, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CommonErrors } from '../errors/common.errors.js';
import { ApiEnvelope, ApiFailures } from './swagger.js';

class Thing {
  @ApiProperty({ example: 7 })
  size!: number;
}

@Controller()
class ThingController {
  @Post('things')
  @HttpCode(200)
  @ApiEnvelope(Thing, { description: 'A thing', examples: { small: { size: 1 }, large: { size: 9 } } })
  @ApiFailures(
    [
      CommonErrors.Parameter,
      CommonErrors.NotFound,
      CommonErrors.Method,
      CommonErrors.Server,
      CommonErrors.NotEnable,
      CommonErrors.Frequent,
    ],
    (name) => `text of ${name}`,
  )
  make(): void {}

  @Post('bare')
  @HttpCode(200)
  @ApiEnvelope(Thing, { description: 'No examples' })
  bare(): void {}

  @Post('nothing')
  @HttpCode(200)
  @ApiEnvelope(null, { description: 'Nothing' })
  nothing(): void {}

  @Post('twice')
  @ApiFailures([CommonErrors.Server], (name) => `first ${name}`)
  @ApiFailures([CommonErrors.NotEnable, CommonErrors.Frequent, CommonErrors.Server], (name) => `then ${name}`)
  twice(): void {}
}

interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content: {
    'application/json': {
      schema: { $ref?: string; oneOf?: { $ref: string }[] };
      examples?: Record<string, { summary?: string; value: object }>;
    };
  };
}

async function document(): Promise<OpenAPIObject> {
  const module = await Test.createTestingModule({ controllers: [ThingController] }).compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  onTestFinished(() => app.close());
  return SwaggerModule.createDocument(app, new DocumentBuilder().build());
}

async function responses(path: string): Promise<Record<string, DocumentedResponse>> {
  return (await document()).paths[path]?.post?.responses as unknown as Record<string, DocumentedResponse>;
}

async function response(path: string, status: number) {
  const found = (await responses(path))[status];
  if (!found) throw new Error(`no response ${status}`);
  return { ...found, ...found.content['application/json'] };
}

async function schemas() {
  return (await document()).components?.schemas as Record<string, object>;
}

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('ApiEnvelope()', () => {
  it('documents 200 as the envelope around the model, under a name', async () => {
    const { schema, description } = await response('/things', 200);
    expect(description).toBe('A thing');
    expect(schema).toEqual(refTo('ThingEnvelope'));
    expect((await schemas())['ThingEnvelope']).toMatchObject({
      type: 'object',
      required: ['code', 'msg', 'data'],
      properties: {
        code: { type: 'integer', enum: [0] },
        msg: { type: 'string' },
        data: refTo('Thing'),
      },
    });
  });

  it('documents null as data of a handler that returns nothing', async () => {
    expect((await response('/nothing', 200)).schema).toEqual(refTo('EmptyEnvelope'));
    expect((await schemas())['EmptyEnvelope']).toMatchObject({
      required: ['code', 'msg', 'data'],
      properties: { data: { type: 'object', nullable: true } },
    });
  });

  it('adds the model to the schemas of the document', async () => {
    expect((await schemas())['Thing']).toMatchObject({ properties: { size: { example: 7 } } });
  });

  it('shows complete responses as named examples', async () => {
    expect((await response('/things', 200)).examples).toEqual({
      small: { value: { code: 0, msg: 'success', data: { size: 1 } } },
      large: { value: { code: 0, msg: 'success', data: { size: 9 } } },
    });
  });

  it('does not require examples', async () => {
    expect((await response('/bare', 200)).examples).toBeUndefined();
  });
});

describe('ApiFailures()', () => {
  it('documents one response per status', async () => {
    expect(Object.keys(await responses('/things')).sort()).toEqual([
      '200',
      '400',
      '404',
      '405',
      '429',
      '503',
    ]);
  });

  it('shows definitions of one status as examples, each with its text and data', async () => {
    expect((await response('/things', 503)).examples).toEqual({
      Server: {
        summary: '100017 Server',
        value: { code: 100017, msg: 'text of Server', data: { retryAfter: 1 } },
      },
      NotEnable: { summary: '100021 NotEnable', value: { code: 100021, msg: 'text of NotEnable' } },
    });
  });

  it('describes the cause and the remedy of each definition', async () => {
    const documented = await response('/things', 503);
    for (const { code, name, description, remedy } of [CommonErrors.Server, CommonErrors.NotEnable]) {
      expect(documented.description).toContain(`**${code} ${name}**: ${description} *${remedy}*`);
    }
  });

  it('adds up on one route, and shows a definition once', async () => {
    expect(Object.keys(await responses('/twice')).sort()).toEqual(['429', '503']);
    expect(Object.keys((await response('/twice', 503)).examples!).sort()).toEqual(['NotEnable', 'Server']);
  });

  it('describes each failure as a schema whose code has one value', async () => {
    expect((await response('/things', 429)).schema).toEqual(refTo('Frequent'));
    expect((await response('/things', 503)).schema).toEqual({
      oneOf: [refTo('ServerError'), refTo('NotEnable')],
    });
    expect(await schemas()).toMatchObject({
      Frequent: {
        required: ['code', 'msg', 'data'],
        properties: { code: { type: 'integer', enum: [1000028] }, data: refTo('RetryData') },
      },
      ParameterError: { properties: { data: refTo('ParameterErrorData') } },
      RetryData: { required: ['retryAfter'], properties: { retryAfter: { type: 'integer' } } },
    });
  });

  it('omits data that a failure never has, and does not require what it may have', async () => {
    const { NotEnable, NotFound } = (await schemas()) as Record<string, { required: string[] }>;
    expect(NotEnable).not.toHaveProperty('properties.data');
    expect(NotFound).toHaveProperty('properties.data', refTo('DetailData'));
    expect(NotFound?.required).toEqual(['code', 'msg']);
  });

  it('documents Retry-After and Allow where the envelope sets them', async () => {
    expect((await response('/things', 503)).headers).toHaveProperty('Retry-After.schema.type', 'integer');
    expect((await response('/things', 405)).headers).toHaveProperty('Allow');
    expect((await response('/things', 400)).headers).toEqual({});
  });
});
