import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { ApiErrors } from '../../../pipeline/api-errors.js';
import { VERIFICATION_ERRORS } from '../captcha.swagger.js';
import { ACCOUNT_TYPES } from '../delivery/providers/index.js';
import { proofExamples } from './proof-examples.js';
import { proofSchemas } from './proof-schemas.js';
import type { RequireCaptchaOptions } from './require-captcha.options.js';

/** Extension of an operation in the document: the purpose of its code. */
export const PURPOSE_EXTENSION = 'x-captcha-purpose';

/**
 * Documents a route behind `@RequireCaptcha`: its body with a code or a ticket, an example for each accepted type, and
 * the errors. `completeCaptchaRoutes()` adds the fields of the route's own body to the examples.
 */
export const ApiRequireCaptcha = ({ use, types, body }: RequireCaptchaOptions): MethodDecorator => {
  const accepted = types ?? ACCOUNT_TYPES;
  const { code, ticket } = proofSchemas(accepted, types, body);
  return applyDecorators(
    ApiExtraModels(code, ticket),
    ApiBody({
      description: `Contains a code for the purpose \`${use}\`, or the ticket of a verified one`,
      schema: { oneOf: [code, ticket].map((model) => ({ $ref: getSchemaPath(model) })) },
      examples: proofExamples(accepted),
    }),
    ApiExtension(PURPOSE_EXTENSION, use),
    ApiErrors(...VERIFICATION_ERRORS),
  );
};
