import 'reflect-metadata';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiProperty, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CommonErrors } from '../errors/common.errors.js';
import { applyEnvelopeSettings } from './document-settings.js';
import { ApiEnvelope, ApiFailures } from './swagger.js';

class Thing {
  @ApiProperty({ example: 7 })
  size!: number;
}

@Controller()
class ThingController {
  @Post('things')
  @HttpCode(200)
  @ApiEnvelope(Thing, { description: 'A thing', examples: { small: { size: 1 } } })
  @ApiFailures(
    [CommonErrors.Parameter, CommonErrors.Server, CommonErrors.NotEnable, CommonErrors.Frequent],
    (name) => `text of ${name}`,
  )
  make(): void {}
}

type Settings = Parameters<typeof applyEnvelopeSettings>[1];

async function documentFor(settings: Partial<Settings>): Promise<OpenAPIObject> {
  const module = await Test.createTestingModule({ controllers: [ThingController] }).compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  onTestFinished(() => app.close());
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  return applyEnvelopeSettings(document, { successCode: 0, errorStatus: 'semantic', ...settings });
}

const responsesOf = (document: OpenAPIObject) => document.paths['/things']!.post!.responses;
const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const FAILURES = ['ParameterError', 'Frequent', 'ServerError', 'NotEnable'].map(refTo);

describe('applyEnvelopeSettings()', () => {
  it('keeps one response per status when failures have the status of their definition', async () => {
    expect(Object.keys(responsesOf(await documentFor({})))).toEqual(['200', '400', '429', '503']);
  });

  it('documents the success code in the schema and in examples', async () => {
    const document = await documentFor({ successCode: 200 });
    expect(document.components?.schemas).toHaveProperty('ThingEnvelope.properties.code.enum', [200]);
    expect(JSON.stringify(responsesOf(document)[200])).toContain('"value":{"code":200,');
  });

  it('documents all failures as 400, with the examples, descriptions and headers of all', async () => {
    const responses = responsesOf(await documentFor({ errorStatus: '400' }));
    expect(Object.keys(responses)).toEqual(['200', '400']);
    expect(responses[200]).toHaveProperty('content.application/json.schema', refTo('ThingEnvelope'));
    expect(responses[400]).toMatchObject({
      description: expect.stringMatching(/100006 Parameter.*100021 NotEnable/s) as string,
      headers: { 'Retry-After': {} },
      content: {
        'application/json': {
          schema: { oneOf: FAILURES },
          examples: { Parameter: {}, Frequent: {}, Server: {}, NotEnable: {} },
        },
      },
    });
  });

  it('documents all failures as 200, beside the success', async () => {
    const responses = responsesOf(await documentFor({ errorStatus: '200' }));
    expect(Object.keys(responses)).toEqual(['200']);
    expect(responses[200]).toMatchObject({
      description: expect.stringMatching(/^A thing\n\n/) as string,
      content: {
        'application/json': {
          schema: { oneOf: [refTo('ThingEnvelope'), ...FAILURES] },
          examples: { small: {}, Parameter: {} },
        },
      },
    });
  });
});
