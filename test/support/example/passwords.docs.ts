import { applyDecorators } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiEnvelope } from '@system-management/envelope';
import { ApiErrors } from '../../../src/pipeline/api-errors.js';
import { ResetResponse } from './dto/reset.response.js';

/** Documents `POST …/passwords/reset`. */
export const ApiReset = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary: 'Reset a password',
      description: 'Requires a code or a ticket that proves the account.',
    }),
    ApiEnvelope(ResetResponse, { description: 'The password is reset' }),
    ApiErrors(),
  );
