export { setHeaders } from './http/response-headers.js';
export { AppError, type AppErrorOptions, ParameterError, type FieldError } from './errors/app-error.js';
export { type CommonErrorName, CommonErrors } from './errors/common.errors.js';
export { EnvelopeFilter, type FailureBody } from './http/envelope.filter.js';
export { EnvelopeInterceptor, type SuccessBody } from './http/envelope.interceptor.js';
export { EnvelopeModule } from './envelope.module.js';
export { type EnvelopeOptions, type ErrorStatus } from './envelope.options.js';
export { defineErrors, type ErrorDefinition } from './errors/error-definition.js';
export {
  FieldRule,
  IsExclusiveWith,
  IsEqualTo,
  IsText,
  IsRequiredWith,
} from './validation/field-rules.js';
export { NormalizeText } from './validation/normalize-text.js';
export { hasEncodedBody } from './http/body-encoding.js';
export { EncodedBodyMiddleware } from './http/encoded-body.middleware.js';
export { HiddenField } from './validation/hidden-field.js';
export { JsonOnlyGuard } from './http/json-only.guard.js';
export { rawRequest } from './http/raw-request.js';
export { SkipEnvelope } from './http/skip-envelope.js';
export { StrictValidationPipe } from './validation/strict-validation.pipe.js';
export { ApiEnvelope, ApiFailures } from './swagger/swagger.js';
