import { DsnError } from './dsn.js';

/**
 * In which order a message tries the members:
 * - `failover`: as written.
 * - `roundrobin`: as written, starting one member later for each message.
 */
export const GROUP_MODES = ['failover', 'roundrobin'] as const;
export type GroupMode = (typeof GROUP_MODES)[number];

/** One DSN, or a group of them. */
export type DsnTree = { dsn: string } | { mode: GroupMode; members: DsnTree[] };

/**
 * Parses `DSN`, `failover(DSN DSN …)` and `roundrobin(DSN DSN …)`, nested to any depth.
 * The DSNs themselves are not validated.
 * @throws {DsnError} when the groups are not well-formed
 */
export function parseDsns(text: string): DsnTree {
  const [, name, inside] = /^([a-z]+)\(([^]*)\)$/i.exec(text.trim()) ?? [];
  if (name === undefined || inside === undefined) {
    const [, open] = /^([a-z]+)\(/i.exec(text.trim()) ?? [];
    if (open !== undefined) throw new DsnError(`${open}(DSN DSN …) ends with a closing parenthesis`);
    return { dsn: text };
  }
  const mode = GROUP_MODES.find((known) => known === name.toLowerCase());
  if (!mode) {
    const known = GROUP_MODES.map((one) => `${one}(…)`).join(' ');
    throw new DsnError(`"${name}(…)" is not a group of transports. Known: ${known}`);
  }
  const members = split(inside, mode).map((member) => parseMember(member, mode));
  if (members.length === 0) throw new DsnError(`${mode}(DSN DSN …) names no DSN`);
  return { mode, members };
}

function parseMember(text: string, mode: GroupMode): DsnTree {
  if (text.endsWith(',')) throw new DsnError(`Within ${mode}(…) DSNs are separated by spaces`);
  if (/^[a-z]+\(|^[a-z][a-z0-9+.-]*:/i.test(text)) return parseDsns(text);
  throw new DsnError(`Within ${mode}(…) a DSN begins with its scheme, and a space in it is written %20`);
}

/** Splits at white space outside parentheses. */
function split(text: string, mode: GroupMode): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) break;
    if (depth === 0 && /\s/.test(character)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  if (depth !== 0) {
    throw new DsnError(
      `Within ${mode}(…) a parenthesis in a DSN is written %28 or %29, and groups are closed`,
    );
  }
  return parts.filter((part) => part !== '');
}
