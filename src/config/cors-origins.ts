import { listOf } from './reader/list-of.js';

/**
 * Parses `CORS_ORIGINS`: `*` for any origin, or origins as browsers send them (RFC 6454 §6.2): `scheme://host[:port]` in
 * lower case, without the default port. They are compared as texts, so that any other spelling would match no page.
 * @throws {Error} with every entry that is not one
 */
export function parseCorsOrigins(text: string): '*' | string[] {
  if (text.trim() === '*') return '*';
  const origins = listOf(text);
  const problems = origins.flatMap((origin, index) => {
    const problem = problemOf(origin);
    // The text before @ may be a password.
    const name = origin.includes('@') ? '' : ` (${origin})`;
    return problem ? [`entry ${index + 1}${name} ${problem}`] : [];
  });
  if (problems.length > 0) throw new Error(problems.join('; '));
  return origins;
}

function problemOf(origin: string): string | undefined {
  if (origin === '*') return 'must be the only one';
  const [, address] = /^([a-z][a-z\d+.-]*:\/\/[^/?#@\s]+)/i.exec(origin.replace(/\/\/[^/]*@/, '//')) ?? [];
  if (!address) return 'is not an origin: write scheme://host[:port]';
  if (address.includes('*')) return 'has a wildcard: write every origin';
  const serialized = serialize(address);
  if (serialized === undefined) return 'has no valid host or port';
  return origin === serialized ? undefined : `must be written ${serialized}`;
}

/** An origin without a path, as a browser sends it; `undefined` when it is not valid. */
function serialize(address: string): string | undefined {
  // Apps have schemes whose origins the URL standard leaves opaque, such as capacitor://localhost.
  if (!/^https?:/i.test(address)) return address.toLowerCase();
  return URL.canParse(address) ? new URL(address).origin : undefined;
}
