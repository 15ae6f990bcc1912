import { OmitType } from '@nestjs/swagger';
import { VerifyRequest } from './verify.request.js';

/** A response on a route that sets `use` itself. For Swagger only: {@link VerifyRequest} validates. */
export class AnswerRequest extends OmitType(VerifyRequest, ['use'] as const) {}
