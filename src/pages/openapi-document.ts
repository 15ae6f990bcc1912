import { createRequire } from 'node:module';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const { version, description } = createRequire(import.meta.url)('../../package.json') as {
  readonly version: string;
  readonly description: string;
};

/** The OpenAPI document of everything the application serves. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('System management')
    .setDescription(
      [
        description + '.',
        'Every answer is an envelope `{code, msg, data}`; `msg` is in the language of the caller. HTTP status and `code` both tell success from failure.',
      ].join('\n\n'),
    )
    .setVersion(version)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .build();
  return SwaggerModule.createDocument(app, config);
}
