import 'reflect-metadata';
import { Body, Controller, Post } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  ApiProperty,
  ApiPropertyOptional,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import type { Tenant } from '../../../tenants/tenant.js';
import { VerifyRequest } from '../dto/verify.request.js';
import { completeCaptchaRoutes } from './complete-captcha-routes.js';
import { RequireCaptcha } from './require-captcha.decorator.js';
import { RequireCaptchaGuard } from './require-captcha.guard.js';

class Address {
  @ApiProperty({ example: 'Berlin' })
  city!: string;
}

class OrderRequest {
  @ApiProperty({ example: 'blue' })
  colour!: string;

  @ApiProperty({ type: Address })
  address!: Address;

  @ApiProperty({ type: [String], enum: ['gift', 'express'] })
  options!: string[];

  @ApiProperty({ type: 'integer' })
  count!: number;

  @ApiPropertyOptional({ example: 'Ring twice' })
  note?: string;
}

@Controller()
class OrdersController {
  @Post('email')
  @RequireCaptcha({ use: 'login', types: ['email'], body: OrderRequest })
  email(@Body() _: OrderRequest): void {}

  @Post('phone')
  @RequireCaptcha({ use: 'changePwd', types: ['phone'], body: OrderRequest })
  phone(@Body() _: OrderRequest): void {}

  @Post('image')
  @RequireCaptcha({ use: 'unknown', types: ['image'] })
  image(): void {}

  @Post('mixed')
  @RequireCaptcha({ use: 'sometimes', types: ['email', 'image'] })
  mixed(): void {}

  @Post('any')
  @RequireCaptcha({ use: 'login' })
  any(): void {}
}

const { policy } = tenantWith();
const LOGIN = { ...policy.purposes['login']!, requiresLogin: true };
const OPEN = policy.purposes['login']!;
const TENANTS: readonly Tenant[] = [
  tenantWith({ policy: { ...policy, purposes: { login: OPEN, changePwd: LOGIN, sometimes: LOGIN } } }),
  tenantWith({ policy: { ...policy, purposes: { login: OPEN, sometimes: OPEN } } }),
];

async function createDocument(): Promise<OpenAPIObject> {
  const module = await Test.createTestingModule({ controllers: [OrdersController] })
    .overrideGuard(RequireCaptchaGuard)
    .useValue({})
    .compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  const options = { extraModels: [VerifyRequest] };
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build(), options);
  await app.close();
  return completeCaptchaRoutes(document, TENANTS);
}

interface Schema {
  readonly properties: Record<string, object>;
  readonly required: readonly string[];
}

const OWN = { colour: 'blue', address: { city: 'Berlin' }, options: ['gift'], count: 0 };

describe('@RequireCaptcha() in the document', () => {
  let document: OpenAPIObject;
  beforeAll(async () => {
    document = await createDocument();
  });
  const operation = (path: string) => document.paths[path]!.post!;
  const media = (path: string) => {
    const { content } = operation(path).requestBody as {
      content: Record<string, { schema: object; examples: Record<string, { value: object }> }>;
    };
    return content['application/json']!;
  };
  const schema = (name: string) => document.components!.schemas![name] as unknown as Schema;

  it.each([
    ['/email', 'OrderRequestWithEmailCode', 'OrderRequestWithTicket'],
    ['/phone', 'OrderRequestWithPhoneCode', 'OrderRequestWithTicket'],
    ['/image', 'ImageCodeRequest', 'TicketRequest'],
    ['/mixed', 'EmailOrImageCodeRequest', 'TicketRequest'],
    ['/any', 'CodeRequest', 'TicketRequest'],
  ])('describes the body of %s as one of two named schemas', (path, ...names) => {
    const refs = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
    expect(media(path).schema).toEqual({ oneOf: refs });
    for (const name of names) expect(schema(name)).toMatchObject({ type: 'object' });
  });

  it('requires the fields of the body and of a code, or of the body and a ticket', () => {
    const own = ['colour', 'address', 'options', 'count'];
    expect(schema('OrderRequestWithEmailCode').required).toEqual([...own, 'account', 'codeID', 'code']);
    expect(schema('OrderRequestWithTicket').required).toEqual([...own, 'ticket']);
    expect(Object.keys(schema('OrderRequestWithTicket').properties)).toEqual([...own, 'note', 'ticket']);
  });

  it('allows the accepted types only, and the absence of a single one', () => {
    const code = (name: string) => schema(name);
    expect(code('OrderRequestWithEmailCode').properties).toMatchObject({ type: { enum: ['email'] } });
    expect(code('OrderRequestWithEmailCode').required).not.toContain('type');
    expect(code('CodeRequest').properties).toMatchObject({ type: { enum: ['email', 'phone'] } });
    expect(code('CodeRequest').required).toContain('type');
  });

  it('requires an account if every accepted type does', () => {
    expect(schema('CodeRequest').required).toContain('account');
    expect(schema('EmailOrImageCodeRequest').properties).toHaveProperty('account');
    expect(schema('EmailOrImageCodeRequest').required).not.toContain('account');
    expect(schema('ImageCodeRequest').properties).not.toHaveProperty('account');
  });

  it('has no purpose in the body', () => {
    const names = Object.keys(document.components!.schemas!).filter((name) => name !== 'VerifyRequest');
    for (const name of names) {
      expect(schema(name).properties).not.toHaveProperty('use');
    }
  });

  it('allows accounts as long as the verify endpoint does', () => {
    const account = (name: string) => schema(name).properties['account'] as { maxLength: number };
    expect(account('CodeRequest').maxLength).toBe(account('VerifyRequest').maxLength);
  });

  it('has an example of each accepted type and of a ticket, with the other required fields', () => {
    const { email, ticket, ...others } = media('/email').examples;
    expect(others).toEqual({});
    const { account, code } = { account: '603785348@qq.com', code: '637828' };
    const codeID = expect.stringMatching(/^[\w-]{20}$/) as string;
    const value = { ...OWN, type: 'email', account, code, codeID };
    expect(email!.value).toEqual(value);
    expect(Object.keys(email!.value)).toEqual(Object.keys(value));
    expect(ticket!.value).toEqual({ ...OWN, ticket: expect.stringMatching(/^eyJ/) as string });
  });

  it.each([
    ['/phone', ['phone', 'ticket']],
    ['/image', ['image', 'ticket']],
    ['/mixed', ['email', 'image', 'ticket']],
    ['/any', ['email', 'phone', 'ticket']],
  ])('offers at %s the examples %j', (path, names) => {
    const { examples } = media(path);
    expect(Object.keys(examples)).toEqual(names);
    expect(examples['image']?.value ?? {}).not.toHaveProperty('account');
  });

  it('requires the user token if all tenants with the purpose do', () => {
    expect(operation('/phone').security).toEqual([{ 'iThings-token': [] }]);
    for (const path of ['/email', '/mixed', '/image']) expect(operation(path).security).toBeUndefined();
  });
});
