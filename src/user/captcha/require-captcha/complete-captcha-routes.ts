import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from '@system-management/envelope';
import { CONTEXT_HEADERS } from '@system-management/request-context';
import type { Tenant } from '../../../tenants/tenant.js';
import { PURPOSE_EXTENSION } from './require-captcha.swagger.js';
import { sampleOf, type Schema } from './sample-of.js';

type Operation = ReturnType<typeof operationsOf>[number] & { readonly [PURPOSE_EXTENSION]?: string };

/**
 * Completes routes behind `@RequireCaptcha` in a document: their examples get the other fields of the body, and a purpose
 * for which every tenant requires a login requires the user token. An application with a document of its own calls it
 * after `SwaggerModule.createDocument()`.
 * @param document it is changed
 */
export function completeCaptchaRoutes(document: OpenAPIObject, tenants: readonly Tenant[]): OpenAPIObject {
  for (const operation of operationsOf(document) as readonly Operation[]) {
    const purpose = operation[PURPOSE_EXTENSION];
    if (purpose === undefined) continue;
    const policies = tenants.flatMap(({ policy }) => policy.purposes[purpose] ?? []);
    if (policies.length > 0 && policies.every(({ requiresLogin }) => requiresLogin)) {
      operation.security = [{ [CONTEXT_HEADERS.token.name]: [] }];
    }
    completeExamples(document, operation);
  }
  return document;
}

/** Each example is one of a code, except the last, which is one of a ticket; so are the two schemas. */
function completeExamples(document: OpenAPIObject, { requestBody }: Operation): void {
  const media = requestBody && 'content' in requestBody ? requestBody.content['application/json'] : undefined;
  const { oneOf = [] } = (media?.schema ?? {}) as Schema;
  const samples = oneOf.map((schema) => sampleOf(schema, document) as object);
  for (const [name, example] of Object.entries(media?.examples ?? {})) {
    if (!('value' in example)) continue;
    const proof = example.value as object;
    const sample = Object.entries(samples[name === 'ticket' ? 1 : 0] ?? {});
    // The own fields come first.
    example.value = { ...Object.fromEntries(sample.filter(([field]) => !(field in proof))), ...proof };
  }
}
