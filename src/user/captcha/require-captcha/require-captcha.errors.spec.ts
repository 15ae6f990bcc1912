import 'reflect-metadata';
import { Controller, Post, type Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { CommonErrors, defineErrors, type ErrorDefinition } from '@system-management/envelope';
import { describe, expect, it } from 'vitest';
import { ApiErrors } from '../../../pipeline/api-errors.js';
import { CaptchaErrors } from '../captcha.errors.js';
import { LoginGuard, RequireLogin } from '../../require-login.js';
import { RequireCaptcha } from './require-captcha.decorator.js';
import { RequireCaptchaGuard } from './require-captcha.guard.js';

const texts = { en: 'Closed.' };
const about = { description: 'It is closed.', remedy: 'Wait.', texts };
const OwnErrors = defineErrors({
  /** The status of `Captcha` and `Parameter`. */
  Closed: { code: 1000301, status: 400, ...about },
  /** The code and the status of `NotEnable`. */
  Elsewhere: { code: 100021, status: CommonErrors.NotEnable.status, ...about },
  /** The code of `NotEnable` with another status. */
  Gone: { code: 100021, status: 410, ...about },
});
const { Closed, Elsewhere, Gone } = OwnErrors;

const login = { use: 'login', types: ['email'] } as const;

@ApiErrors()
@Controller('a')
class InnermostController {
  @Post()
  @ApiErrors(Closed, CommonErrors.NotEnable)
  @RequireLogin()
  @RequireCaptcha(login)
  @ApiErrors(Elsewhere, Gone, Closed)
  handle(): void {}
}

@Controller('b')
@RequireLogin()
@ApiErrors(Closed)
class OutermostController {
  @Post()
  @RequireCaptcha(login)
  @ApiErrors(Gone, CommonErrors.NotEnable)
  @ApiErrors(Closed, Elsewhere)
  @RequireLogin()
  handle(): void {}
}

@ApiErrors(Elsewhere)
@ApiErrors(Gone)
@Controller('c')
class ControllerOnlyController {
  @Post()
  @ApiErrors(CommonErrors.NotEnable, CommonErrors.Frequent)
  @RequireLogin()
  @ApiErrors(Closed)
  @RequireCaptcha(login)
  handle(): void {}
}

/** Every error of the handlers above. */
const { Parameter, NotFound, Method, Type: ContentType, OutRange, System, Server } = CommonErrors;
const { NotLogin, Frequent, NotEnable } = CommonErrors;
const EXPECTED: readonly ErrorDefinition[] = [
  ...[Parameter, NotFound, Method, ContentType, OutRange, System, Server],
  ...[CaptchaErrors.Captcha, NotLogin, Frequent, NotEnable, Closed, Elsewhere, Gone],
];

interface DocumentedResponse {
  readonly description: string;
  readonly content: Record<
    string,
    { schema: { $ref?: string; oneOf?: { $ref: string }[] }; examples: Record<string, { value: object }> }
  >;
}

async function responsesOf(controller: Type): Promise<[string, DocumentedResponse][]> {
  const module = await Test.createTestingModule({ controllers: [controller] })
    .overrideGuard(RequireCaptchaGuard)
    .useValue({})
    .overrideGuard(LoginGuard)
    .useValue({})
    .compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  await app.close();
  const responses = Object.values(paths)[0]!.post!.responses as unknown as Record<string, DocumentedResponse>;
  return Object.entries(responses).filter(([status]) => Number(status) >= 400);
}

describe('@ApiErrors() beside @RequireCaptcha() and @RequireLogin()', () => {
  it.each([
    ['the handler', InnermostController],
    ['the controller and the handler', OutermostController],
    ['the controller twice', ControllerOnlyController],
  ])('on %s describes each error once, and gives one example of it', async (_, controller) => {
    const responses = await responsesOf(controller);
    const headings = responses.flatMap(([, { description }]) => description.match(/\*\*\d+ \w+\*\*/g));
    expect(headings.sort()).toEqual(EXPECTED.map(({ code, name }) => `**${code} ${name}**`).sort());
    const examples = responses.flatMap(([status, { content }]) =>
      Object.entries(content['application/json']!.examples).map(([name, { value }]) => {
        const { code } = value as { code: number };
        return { name, code, status: Number(status) };
      }),
    );
    expect(examples).toHaveLength(EXPECTED.length);
    for (const { name, code, status } of EXPECTED) expect(examples).toContainEqual({ name, code, status });
  });

  it.each([InnermostController, OutermostController, ControllerOnlyController])(
    'lists each schema of a status once (%o)',
    async (controller) => {
      for (const [, { content }] of await responsesOf(controller)) {
        const { schema } = content['application/json']!;
        const refs = schema.oneOf?.map(({ $ref }) => $ref) ?? [schema.$ref];
        expect(new Set(refs).size).toBe(refs.length);
        expect(refs).not.toContain(undefined);
      }
    },
  );
});
