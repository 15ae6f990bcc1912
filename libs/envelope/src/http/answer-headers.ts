import type { AbstractHttpAdapter } from '@nestjs/core';

/**
 * Sets headers on an answer of any adapter. `Vary` is added to, because CORS names `Origin` in it.
 *
 * @param keeps whether a header that is already set stays as it is, such as a `Cache-Control` of the route's own
 */
export function setHeaders(
  adapter: AbstractHttpAdapter,
  response: unknown,
  headers: Readonly<Record<string, string>>,
  { keeps }: { readonly keeps: boolean },
): void {
  for (const [name, value] of Object.entries(headers)) {
    const before = textOf(adapter.getHeader(response, name));
    if (name === 'Vary' && before) {
      const isThere = before.toLowerCase().split(/, */).includes(value.toLowerCase());
      adapter.setHeader(response, name, isThere ? before : `${before}, ${value}`);
    } else if (!before || !keeps) adapter.setHeader(response, name, value);
  }
}

/** Node keeps a header that was appended to as a list. */
function textOf(header: unknown): string {
  return Array.isArray(header) ? header.join(', ') : typeof header === 'string' ? header : '';
}
