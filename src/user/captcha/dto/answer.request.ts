import { PickType } from '@nestjs/swagger';
import { VerifyRequest } from './verify.request.js';

/** The code in the body of a route behind `@RequireCaptcha`. For Swagger only: {@link VerifyRequest} validates. */
export class AnswerRequest extends PickType(VerifyRequest, ['codeID', 'code'] as const) {}
