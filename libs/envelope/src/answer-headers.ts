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
    const before = adapter.getHeader(response, name) as string | undefined;
    if (name === 'Vary' && before) {
      const isThere = before.split(/, */).includes(value);
      if (!isThere) adapter.setHeader(response, name, `${before}, ${value}`);
    } else if (!before || !keeps) adapter.setHeader(response, name, value);
  }
}
