import { applyDecorators } from '@nestjs/common';
import { ApiHeader, type ApiHeaderOptions } from '@nestjs/swagger';
import { CONTEXT_HEADERS, type ContextHeader } from './headers.js';

/** Documents the context headers with their defaults. */
export function ApiContextHeaders(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    ...Object.values<ContextHeader>(CONTEXT_HEADERS).map((header) => ApiHeader(options(header))),
  );
}

function options({ name, alias, description, default: preset, example }: ContextHeader): ApiHeaderOptions {
  return {
    name,
    required: false,
    description: alias ? `${description} Alias: \`${alias}\`.` : description,
    schema: { type: 'string', ...(preset && { default: preset }), ...(example && { example }) },
  };
}
