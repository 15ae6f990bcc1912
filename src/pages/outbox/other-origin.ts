import type { IncomingHttpHeaders } from 'node:http';

/** Values of `Sec-Fetch-Site` for requests by this server's own pages, and by an address that the user has typed. */
const OWN_SITES: readonly unknown[] = [undefined, 'same-origin', 'none'];

/**
 * Whether a page of another origin sent this request. `same-site` is another origin, too: `localhost:4000` is one for
 * `localhost:3000`.
 *
 * Browsers send `Sec-Fetch-Site` only to https and loopback (Fetch Metadata §2). To `http://dev-box:3000` they send
 * `Origin` with a cross-origin `fetch`, and not with a same-origin GET.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isFromOtherOrigin(headers: IncomingHttpHeaders): boolean {
  if (!OWN_SITES.includes(headers['sec-fetch-site'])) return true;
  const { origin, host = '' } = headers;
  return origin !== undefined && !isOriginOf(origin, host);
}

/**
 * Whether the user opens this URL in a tab, for example by a link of another site. A page cannot read the tab that its
 * link opens.
 */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/** Compares with the port; `null` is the origin of sandboxed frames and files. The scheme may end at a proxy. */
function isOriginOf(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
