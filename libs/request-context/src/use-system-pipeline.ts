import { applyDecorators, UseFilters, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import {
  EnvelopeFilter,
  EnvelopeInterceptor,
  JsonOnlyGuard,
  StrictValidationPipe,
} from '@system-management/envelope';
import { RequestContextInterceptor } from './request-context.interceptor.js';
import { TenantGuard } from './tenant.guard.js';

/**
 * Applies tenant check, request context, envelope and validation to one controller. Use it if other routes of the
 * application keep their own format. The controller's module must import `EnvelopeModule` and `RequestContextModule`.
 * Failures before routing (an unknown path, malformed JSON) are handled by the application.
 */
export const UseSystemPipeline = (): ClassDecorator =>
  applyDecorators(
    UseGuards(JsonOnlyGuard, TenantGuard),
    UseInterceptors(RequestContextInterceptor, EnvelopeInterceptor),
    UsePipes(StrictValidationPipe),
    UseFilters(EnvelopeFilter),
  );
