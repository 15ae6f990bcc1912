import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { ApiErrors } from '../../../pipeline/api-errors.js';
import { VERIFICATION_ERRORS } from '../captcha.swagger.js';
import { AnswerRequest } from '../dto/answer.request.js';
import { TicketRequest } from '../dto/ticket.request.js';

/** Documents a route behind `@RequireCaptcha`: its own body and the fields of a code or a ticket. */
export const ApiRequireCaptcha = (body?: Type<object>): MethodDecorator => {
  const own = body ? [body] : [];
  const ref = (model: Type) => ({ $ref: getSchemaPath(model) });
  const proof = { oneOf: [ref(AnswerRequest), ref(TicketRequest)] };
  return applyDecorators(
    ApiExtraModels(AnswerRequest, TicketRequest, ...own),
    ApiBody({ schema: { allOf: [...own.map(ref), proof] } }),
    ApiErrors(...VERIFICATION_ERRORS),
  );
};
