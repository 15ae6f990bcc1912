import type { IncomingHttpHeaders } from 'node:http';

/** A context header and its documentation. */
export interface ContextHeader {
  readonly name: string;
  /** Read if the header is absent or empty. */
  readonly alias?: string;
  readonly description: string;
  /** What an absent or malformed header means. */
  readonly default?: string;
  /** @default `default` */
  readonly example?: string;
}

/** The context headers of the API contract, in the order of the source page. */
export const CONTEXT_HEADERS = {
  token: {
    name: 'iThings-token',
    alias: 'token',
    description:
      'HS256 user token, with or without `Bearer ` in front. The user and tenant of a valid token override the headers; ' +
      'an invalid or expired one, such as this example, is ignored.',
    example:
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJVaWQiOiIxNzQwMzU4MDU3MDM4MTg4NTQ0IiwiZXhwIjoxNjgzNTQ4NDU5LCJpYXQiOjE2ODM1NDQ4NTksIlJvbGUiOjF9.ygQyxFx7AGtf7vcFJmE-xcElQUtwE23HN_0av02tSec',
  },
  project: {
    name: 'iThings-project-id',
    alias: 'project-id',
    description: 'Project: digits, else ignored.',
    example: '1764806234122309632',
  },
  app: {
    name: 'iThings-app-code',
    alias: 'app-code',
    description: 'Application: [A-Za-z0-9._-]{1,64}, else ignored.',
    default: 'core',
  },
  role: { name: 'iThings-user-role', description: 'Request context only; grants nothing.', example: '1' },
  language: {
    name: 'Accept-Language',
    description:
      'Languages of messages, e-mails and SMS, with q-values (RFC 9110 §12.5.4). Absent, or none of them supported: the ' +
      'language of the tenant.',
    example: 'en',
  },
  tenant: {
    name: 'iThings-tenant-code',
    alias: 'tenant-code',
    description: 'Tenant. Unknown or malformed: 100006.',
    default: 'default',
  },
} as const satisfies Record<string, ContextHeader>;

/** The value of a header or its alias; `''` if both are absent. */
export function headerValue(headers: IncomingHttpHeaders, header: ContextHeader): string {
  return read(headers, header.name) || (header.alias ? read(headers, header.alias) : '');
}

/**
 * Drops empty list elements (RFC 9110 §5.6.1): deployed clients send the header twice, once empty (`iThings-token: x`
 * and `iThings-token;`), and Node joins repeated headers with commas.
 */
function read(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name.toLowerCase()];
  if (!value) return '';
  const text = typeof value === 'string' ? value : value.join(',');
  if (!text.includes(',')) return text.trim();
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(', ');
}
