export { type AddressProblem, clientAddress } from './client-address.js';
export {
  ContextReader,
  contextOf,
  REQUEST_CONTEXT_OPTIONS,
  type RequestContextOptions,
} from './context-reader.js';
export { Ctx } from './ctx.decorator.js';
export { CONTEXT_HEADERS, type ContextHeader } from './headers.js';
export { RequestContextInterceptor } from './request-context.interceptor.js';
export { RequestContextModule } from './request-context.module.js';
export type { RequestContext, User } from './request-context.js';
export { ApiContextHeaders } from './swagger.js';
export { SkipTenant } from './skip-tenant.js';
export { TenantGuard } from './tenant.guard.js';
export { trustedProxies } from './trusted-proxies.js';
export { UseSystemPipeline } from './use-system-pipeline.js';
