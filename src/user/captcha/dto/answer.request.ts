import { OmitType } from '@nestjs/swagger';
import { VerifyRequest } from './verify.request.js';

/** An answer to a code, on a route that knows by itself what for: documentation only, the rules are the base's. */
export class AnswerRequest extends OmitType(VerifyRequest, ['use'] as const) {}
