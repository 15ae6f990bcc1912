import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from '@system-management/envelope';
import { CONTEXT_HEADERS } from '@system-management/request-context';

const { name } = CONTEXT_HEADERS.token;

/**
 * Declares the user token where an operation reads it: as optional, unless its decorators require it. All others
 * declare none, so that generated clients do not send it there.
 */
export function addSecurity(document: OpenAPIObject): OpenAPIObject {
  for (const operation of operationsOf(document)) {
    const readsToken = operation.parameters?.some((one) => 'name' in one && one.name === name);
    operation.security ??= readsToken ? [{}, { [name]: [] }] : [];
  }
  return document;
}
