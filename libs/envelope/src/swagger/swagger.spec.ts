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
    [CommonErrors.Parameter, CommonErrors.Server, CommonErrors.NotEnable, CommonErrors.Frequent],
    (name) => `text of ${name}`,
  )
  make(): void {}

  @Post('bare')
  @HttpCode(200)
  @ApiEnvelope(Thing, { description: 'No examples' })
  bare(): void {}

  @Post('twice')
  @ApiFailures([CommonErrors.Server], (name) => `first ${name}`)
  @ApiFailures([CommonErrors.NotEnable, CommonErrors.Frequent, CommonErrors.Server], (name) => `then ${name}`)
  twice(): void {}
}

interface DocumentedResponse {
  readonly description: string;
  readonly content: {
    'application/json': {
      schema: { type: string; required: string[]; properties: Record<string, object> };
      examples: Record<string, { summary?: string; value: object }>;
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

describe('ApiEnvelope()', () => {
  it('documents 200 as the envelope around the model', async () => {
    const { schema, description } = await response('/things', 200);
    expect(description).toBe('A thing');
    expect(schema.type).toBe('object');
    expect(schema.required).toEqual(['code', 'msg', 'data']);
    expect(schema.properties).toMatchObject({
      code: { type: 'integer' },
      msg: { type: 'string' },
      data: { $ref: '#/components/schemas/Thing' },
    });
  });

  it('adds the model to the schemas of the document', async () => {
    expect((await document()).components?.schemas?.['Thing']).toMatchObject({
      properties: { size: { example: 7 } },
    });
  });

  it('shows complete responses as named examples', async () => {
    expect((await response('/things', 200)).examples).toEqual({
      small: { value: { code: 0, msg: 'success', data: { size: 1 } } },
      large: { value: { code: 0, msg: 'success', data: { size: 9 } } },
    });
  });

  it('does not require examples', async () => {
    expect((await response('/bare', 200)).examples).toEqual({});
  });
});

describe('ApiFailures()', () => {
  it('documents one response per status', async () => {
    expect(Object.keys(await responses('/things')).sort()).toEqual(['200', '400', '429', '503']);
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
    expect(Object.keys((await response('/twice', 503)).examples).sort()).toEqual(['NotEnable', 'Server']);
  });

  it('does not require data', async () => {
    const { schema } = await response('/things', 429);
    expect(schema.required).toEqual(['code', 'msg']);
    expect(schema.properties).toHaveProperty('data', { type: 'object' });
  });
});
