import { applyDecorators } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiEnvelope } from '@system-management/envelope';
import { ApiErrors } from '../../../src/languages/api-errors.js';
import { ResetResponse } from './dto/reset.response.js';

/** Documents `POST …/passwords/reset`. */
export const ApiReset = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'Reset a password', description: 'For whoever proves the account with a code.' }),
    ApiEnvelope(ResetResponse, { description: 'The password is reset' }),
    ApiErrors(),
  );
