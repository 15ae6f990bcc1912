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
 * Puts one controller behind tenant, language, envelope and validation, in an application whose other routes keep their
 * own shape. Its module needs what `EnvelopeModule` and `RequestContextModule` export. What fails before the route is
 * found (an unknown path, malformed JSON) is the application's to answer.
 */
export const UseSystemPipeline = (): ClassDecorator =>
  applyDecorators(
    UseGuards(JsonOnlyGuard, TenantGuard),
    UseInterceptors(RequestContextInterceptor, EnvelopeInterceptor),
    UsePipes(StrictValidationPipe),
    UseFilters(EnvelopeFilter),
  );
