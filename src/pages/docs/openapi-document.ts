import { createRequire } from 'node:module';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { CONTEXT_HEADERS } from '@system-management/request-context';
import { type MessagingConfig, messagingConfig } from '../../config/messaging.config.js';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { isDeliveryLocal } from '../serving/is-delivery-local.js';

const { version, description } = createRequire(import.meta.url)('../../../package.json') as {
  readonly version: string;
  readonly description: string;
};

const { token } = CONTEXT_HEADERS;

const KEPT_IN_OUTBOX = 'wait in the [outbox](outbox)';
const SENT = 'are sent through the transports of the tenant';

/** @param messages predicate of "codes by e-mail and SMS" */
const introduction = (messages: string): string =>
  [
    `${description}.`,
    `**Try it**: open *Issue a verification code*, choose an example and execute it. A picture appears below the response; codes by e-mail and SMS ${messages}. Samples in fifteen languages are in the [reference](reference), and the raw document is [openapi.json](openapi.json).`,
    '**Responses**: every response is an envelope `{code, msg, data}`. HTTP status and `code` both distinguish success from failure. Each operation lists its failures with cause and remedy. `msg` is a text for people in the language of `Accept-Language`.',
  ].join('\n\n');

/** The OpenAPI document of the application. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const messaging = app.get<MessagingConfig>(messagingConfig.KEY);
  const isLocal = messaging.outbox && isDeliveryLocal(app.get(TenantRegistry).all(), messaging);
  const config = new DocumentBuilder()
    .setTitle('System management')
    .setDescription(introduction(isLocal ? KEPT_IN_OUTBOX : SENT))
    .setVersion(version)
    // Relative to the URL of the document, so that clients include the path prefix of a proxy.
    .addServer('.', 'This server')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addApiKey({ type: 'apiKey', in: 'header', name: token.name, description: token.description }, token.name)
    .addTag('user / captcha', 'Verification codes: issue one by image, e-mail or SMS, then verify it.')
    .addTag('tickets', 'The public keys with which other backends verify tickets.')
    .addTag('outbox', 'Messages that were not sent, for development and end-to-end tests.')
    .build();
  return withAliasesLast(SwaggerModule.createDocument(app, config));
}

/**
 * Marks repeated operations of a controller with several paths as aliases, and moves them to the end. `@nestjs/swagger`
 * distinguishes them by a number in the operation id.
 */
function withAliasesLast(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths);
  const originals = new Map<string, string>();
  for (const [path, { get, post, put, patch, delete: remove }] of paths) {
    for (const operation of [get, post, put, patch, remove]) {
      if (!operation?.operationId) continue;
      const name = operation.operationId.replace(/\[\d+\]$/, '');
      const original = originals.get(name);
      if (original === undefined) originals.set(name, path);
      else {
        operation.summary = `${operation.summary} (alias)`;
        operation.description = `Behaves like \`${original}\`.`;
      }
    }
  }
  const first = new Set(originals.values());
  const isAlias = ([path]: (typeof paths)[number]) => !first.has(path);
  return { ...document, paths: Object.fromEntries(paths.sort((a, b) => +isAlias(a) - +isAlias(b))) };
}
