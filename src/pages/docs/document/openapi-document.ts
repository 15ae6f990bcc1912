import { createRequire } from 'node:module';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { applyEnvelopeSettings, type ErrorStatus } from '@system-management/envelope';
import { CONTEXT_HEADERS } from '@system-management/request-context';
import { type EnvelopeConfig, envelopeConfig } from '../../../config/envelope.config.js';
import { type MessagingConfig, messagingConfig } from '../../../config/messaging.config.js';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { completeCaptchaRoutes } from '../../../user/index.js';
import { isDeliveryLocal } from '../../serving/is-delivery-local.js';
import { markAliases, operationIdOf } from './aliases.js';
import { addResponseHeaders } from './response-headers.js';
import { addSecurity } from './security.js';

const { version, description } = createRequire(import.meta.url)('../../../../package.json') as {
  readonly version: string;
  readonly description: string;
};

const { token } = CONTEXT_HEADERS;

const KEPT_IN_OUTBOX = 'wait in the [outbox](outbox)';
const SENT = 'are sent through the transports of the tenant';

const STATUS: Readonly<Record<ErrorStatus, string>> = {
  semantic: 'HTTP status and `code` both distinguish success from failure.',
  400: 'Every failure has the HTTP status 400; `code` says which it is.',
  200: 'Every response has the HTTP status 200; `code` distinguishes success from failure.',
};

/** @param messages predicate of "codes by e-mail and SMS" */
const introduction = (messages: string, errorStatus: ErrorStatus): string =>
  [
    `${description}.`,
    `**Try it**: open *Issue a verification code*, choose an example and execute it. Codes by e-mail and SMS ${messages}; a picture appears below the response. Samples in fifteen languages are in the [reference](reference), and the raw document is [openapi.json](openapi.json).`,
    `**Responses**: every response is an envelope \`{code, msg, data}\`, unless its operation speaks another protocol. ${STATUS[errorStatus]} Each operation lists its failures with cause and remedy. \`msg\` is a text for people in the language of \`Accept-Language\`.`,
  ].join('\n\n');

/** The OpenAPI document of the application with its settings, in English. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const messaging = app.get<MessagingConfig>(messagingConfig.KEY);
  const envelope = app.get<EnvelopeConfig>(envelopeConfig.KEY);
  const isLocal = messaging.outbox && isDeliveryLocal(app.get(TenantRegistry).all(), messaging);
  const config = new DocumentBuilder()
    .setTitle('System management')
    .setDescription(introduction(isLocal ? KEPT_IN_OUTBOX : SENT, envelope.errorStatus))
    .setVersion(version)
    // Relative to the URL of the document, so that clients include the path prefix of a proxy.
    .addServer('.', 'This server')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addApiKey({ type: 'apiKey', in: 'header', name: token.name, description: token.description }, token.name)
    .addTag('user / captcha', 'Verification codes: issue one by e-mail, SMS or image, then verify it.')
    .addTag('tickets', 'The public keys with which other backends verify tickets.')
    .addTag('outbox', 'Messages that were not sent, for development and end-to-end tests.')
    .build();
  config.info.contact = { name: 'The operator of this server' };
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: operationIdOf });
  completeCaptchaRoutes(document, app.get(TenantRegistry).all());
  return addSecurity(addResponseHeaders(applyEnvelopeSettings(markAliases(document), envelope)));
}
