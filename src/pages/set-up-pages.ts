import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './openapi-document.js';
import { servePlayground } from './playground/playground.page.js';

/** Serves Swagger UI at `/docs` and the document at `/openapi.json`, offline and under a strict CSP. */
export async function setUpPages(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(helmet, {
    global: false,
    contentSecurityPolicy: {
      directives: {
        fontSrc: ["'self'", 'data:'],
        // Swagger UI sets style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Plain http on a developer's machine must stay plain http.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  // An API answer is data and needs no page's headers.
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/api/')) void reply.helmet();
    done();
  });
  SwaggerModule.setup('docs', app, openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'System management API',
    swaggerOptions: { tryItOutEnabled: true, displayRequestDuration: true },
  });
  await servePlayground(app);
}
