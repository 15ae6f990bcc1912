import { Module, type ModuleMetadata } from '@nestjs/common';
import { EnvelopeModule } from '@system-management/envelope';
import { ContextReader, RequestContextModule } from '@system-management/request-context';
import type { Logger } from 'pino';
import { type EnvelopeConfig, envelopeConfig } from '../config/envelope.config.js';
import { type KeysConfig, keysConfig } from '../config/keys.config.js';
import { type ServerConfig, serverConfig } from '../config/server.config.js';
import {
  errorText,
  FALLBACK_LANGUAGE,
  fieldErrorText,
  LANGUAGE_TAGS,
  parameterText,
} from '../languages/index.js';
import { LOGGER } from '../operations/logging/logger.js';
import { TenantRegistry } from '../tenants/tenant.registry.js';
import { ADDRESS_ADVICE } from './address-advice.js';
import { userTokenReader } from './user-token.js';

/** Request context (tenant, language, user) and envelope (`{code, msg, data}`, validation) of this system. */
function pipeline(isForAllRoutes: boolean): ModuleMetadata {
  // One object, so that both importers share one instance.
  const requestContext = RequestContextModule.registerAsync({
    isForAllRoutes,
    inject: [keysConfig.KEY, serverConfig.KEY, TenantRegistry, LOGGER],
    useFactory: (keys: KeysConfig, server: ServerConfig, tenants: TenantRegistry, logger: Logger) => ({
      languages: LANGUAGE_TAGS,
      fallbackLanguage: FALLBACK_LANGUAGE,
      defaultTenant: 'default',
      findTenant: (code) => tenants.find(code),
      authenticate: userTokenReader(keys.userTokenSecret, { maxAge: keys.userTokenMaxAge }),
      trustedProxies: server.trustedProxies,
      onAddressProblem: ({ kind, peer }) => logger.warn({ peer }, ADDRESS_ADVICE[kind]),
    }),
  });
  const envelope = EnvelopeModule.registerAsync({
    isForAllRoutes,
    imports: [requestContext],
    inject: [envelopeConfig.KEY, LOGGER, ContextReader],
    useFactory: (config: EnvelopeConfig, logger: Logger, reader: ContextReader) => ({
      successCode: config.successCode,
      errorStatus: config.errorStatus,
      languageOf: (request) => reader.languageOf(request),
      headersFor: (request) => reader.headersFor(request),
      errorText,
      parameterText,
      fieldErrorText,
      onServiceError: ({ definition, cause }, request) =>
        logger.warn({ err: cause, requestId: reader.peek(request).requestId }, definition.name),
      onUnexpectedError: (error, request) =>
        logger.error({ err: error, requestId: reader.peek(request).requestId }, 'unexpected error'),
    }),
  });
  return { imports: [requestContext, envelope], exports: [requestContext, envelope] };
}

/** The pipeline for every route of the application. */
@Module(pipeline(true))
export class PipelineModule {}

/** The pipeline for controllers with `@UseSystemPipeline()` in another application. */
@Module(pipeline(false))
export class HostPipelineModule {}
