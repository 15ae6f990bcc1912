import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from '@system-management/envelope';

/** Headers of every JSON response. */
const HEADERS = {
  'X-Request-Id': {
    description: 'Id of the request in logs: that of the request, or a new one',
    schema: { type: 'string' },
    example: '4f1c1f0e9d0a4b5f8e6f1f3d2a7b9c10',
  },
  'Content-Language': {
    description: 'Language of `msg`',
    schema: { type: 'string' },
    example: 'en',
  },
};

/** Adds the headers of every JSON response, as references to components. */
export function addResponseHeaders(document: OpenAPIObject): OpenAPIObject {
  document.components = { ...document.components, headers: HEADERS };
  const refs = Object.fromEntries(
    Object.keys(HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
  for (const { responses } of operationsOf(document)) {
    for (const response of Object.values(responses)) {
      if (response && 'content' in response && response.content?.['application/json']?.schema) {
        response.headers = { ...refs, ...response.headers };
      }
    }
  }
  return document;
}
