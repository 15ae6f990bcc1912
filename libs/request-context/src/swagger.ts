import { applyDecorators } from '@nestjs/common';
import { ApiHeader, type ApiHeaderOptions } from '@nestjs/swagger';
import { CONTEXT_HEADERS, type ContextHeader } from './headers.js';

/**
 * Documents the context headers with examples. A schema has no `default`: generated clients would always send it, and
 * then neither an alias nor the tenant's language would count.
 */
export function ApiContextHeaders(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    ...Object.values<ContextHeader>(CONTEXT_HEADERS).map((header) => ApiHeader(options(header))),
  );
}

function options({
  name,
  alias,
  description,
  default: preset,
  example = preset,
}: ContextHeader): ApiHeaderOptions {
  const sentences = [description, preset && `Default: \`${preset}\`.`, alias && `Alias: \`${alias}\`.`];
  return {
    name,
    required: false,
    description: sentences.filter(Boolean).join(' '),
    schema: { type: 'string', ...(example && { example }) },
  };
}
