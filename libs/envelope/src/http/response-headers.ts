import type { AbstractHttpAdapter } from '@nestjs/core';

/**
 * Sets response headers through any adapter. `Vary` is appended to, because CORS adds `Origin` to it.
 *
 * @param keeps whether an existing header wins, such as a `Cache-Control` set by the route
 */
export function setHeaders(
  adapter: AbstractHttpAdapter,
  response: unknown,
  headers: Readonly<Record<string, string>>,
  { keeps }: { readonly keeps: boolean },
): void {
  for (const [name, value] of Object.entries(headers)) {
    const existing = textOf(adapter.getHeader(response, name));
    if (name === 'Vary' && existing) {
      const isListed = existing.toLowerCase().split(/, */).includes(value.toLowerCase());
      adapter.setHeader(response, name, isListed ? existing : `${existing}, ${value}`);
    } else if (!existing || !keeps) adapter.setHeader(response, name, value);
  }
}

/** Node returns a list for a header with several values. */
function textOf(header: unknown): string {
  return Array.isArray(header) ? header.join(', ') : typeof header === 'string' ? header : '';
}
