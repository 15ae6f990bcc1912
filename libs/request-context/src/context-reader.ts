import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { ParameterError } from '@system-management/envelope';
import { LanguageNegotiator } from '@system-management/i18n';
import { clientAddress } from './client-address.js';
import { CONTEXT_HEADERS, headerValue } from './headers.js';
import type { RequestContext, User } from './request-context.js';

/** What reading a request's context needs from the application. */
export interface RequestContextOptions {
  /** Shipped languages as BCP 47 tags, most important first. */
  readonly languages: readonly string[];
  readonly fallbackLanguage: string;
  /** The tenant a request without tenant header belongs to. @default 'default' */
  readonly defaultTenant: string;
  /** The tenant's own settings, or `undefined` when there is no such tenant (or it is disabled). */
  findTenant(code: string): { readonly language: string } | undefined;
  /** The user of a valid token; `undefined` for any other text. Never rejects. */
  authenticate(token: string): Promise<User | undefined>;
  /** See `trustedProxies()`. */
  readonly trustedProxies: BlockList;
}

/** Injection token of {@link RequestContextOptions}. */
export const REQUEST_CONTEXT_OPTIONS = Symbol('RequestContextOptions');

/** What a request's headers say of any answer to it, before its user is known. */
export type Glance = Pick<RequestContext, 'requestId' | 'language' | 'tenant'>;

/** Memoised per raw request, so that guard, interceptors, handler, filter and log see one context. */
const glances = new WeakMap<IncomingMessage, Glance>();
const contexts = new WeakMap<IncomingMessage, RequestContext>();

/** The context of a request that {@link ContextReader.read} has seen; the `TenantGuard` has it read. */
export function contextOf(request: IncomingMessage): RequestContext | undefined {
  return contexts.get(request);
}

/** Turns a request's headers and socket into its {@link RequestContext}; pure but for the memo, and it never throws. */
export class ContextReader {
  private readonly negotiator: LanguageNegotiator;

  constructor(private readonly options: RequestContextOptions) {
    this.negotiator = new LanguageNegotiator(options.languages);
  }

  /** Reads the whole context, the user token included, and remembers it for {@link contextOf}. */
  async read(request: IncomingMessage): Promise<RequestContext> {
    const known = contexts.get(request);
    if (known) return known;
    const token = headerValue(request.headers, CONTEXT_HEADERS.token);
    const user = token ? await this.options.authenticate(token) : undefined;
    const context = this.fromRequest(request, user);
    contexts.set(request, context);
    return context;
  }

  /** Why a request must be refused: its tenant does not exist. `undefined` when it does. */
  validateTenant({ tenant, tenantHeader }: RequestContext): ParameterError | undefined {
    if (this.options.findTenant(tenant)) return undefined;
    return new ParameterError([{ field: tenantHeader, rule: 'isTenant' }]);
  }

  /** The language for a request in any state, also one that failed before a guard ran. */
  languageOf(request: IncomingMessage): string {
    return this.peek(request).language;
  }

  /** The headers that every answer to a request carries, in any state of it. */
  headersFor(request: IncomingMessage): Readonly<Record<string, string>> {
    const { requestId, language } = this.peek(request);
    return {
      'X-Request-Id': requestId,
      'Content-Language': language,
      Vary: 'Accept-Language',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    };
  }

  /** The context once it was read; before that what the headers alone say, without the cost of a token. */
  peek(request: IncomingMessage): Glance {
    const known = contexts.get(request) ?? glances.get(request);
    if (known) return known;
    const { headers } = request;
    const tenant = this.tenantFrom(headers);
    const glance = {
      requestId: requestIdFrom(headers),
      language: this.languageFor(headers, tenant),
      tenant,
    };
    glances.set(request, glance);
    return glance;
  }

  private fromRequest(request: IncomingMessage, user?: User): RequestContext {
    const { headers, socket } = request;
    const tenant = user?.tenant ?? this.tenantFrom(headers);
    const projectId = sanitize(headerValue(headers, CONTEXT_HEADERS.project), /^\d{1,32}$/);
    const userRole = sanitize(headerValue(headers, CONTEXT_HEADERS.role), /^[\w.-]{1,64}$/);
    return {
      requestId: glances.get(request)?.requestId ?? requestIdFrom(headers),
      language: this.languageFor(headers, tenant),
      tenant,
      tenantHeader: user?.tenant === undefined ? CONTEXT_HEADERS.tenant.name : CONTEXT_HEADERS.token.name,
      ip: clientAddress(
        socket.remoteAddress,
        headerValue(headers, FORWARDED_FOR),
        this.options.trustedProxies,
      ),
      appCode:
        sanitize(headerValue(headers, CONTEXT_HEADERS.app), /^[\w.-]{1,64}$/) ?? CONTEXT_HEADERS.app.default,
      ...(user && { user }),
      ...(projectId && { projectId }),
      ...(userRole && { userRole }),
    };
  }

  private tenantFrom(headers: IncomingHttpHeaders): string {
    return headerValue(headers, CONTEXT_HEADERS.tenant) || this.options.defaultTenant;
  }

  private languageFor(headers: IncomingHttpHeaders, tenant: string): string {
    return (
      this.negotiator.negotiate(headers['accept-language']) ??
      this.options.findTenant(tenant)?.language ??
      this.options.fallbackLanguage
    );
  }
}

const REQUEST_ID = { name: 'X-Request-Id', description: '' };
const FORWARDED_FOR = { name: 'X-Forwarded-For', description: '' };

function requestIdFrom(headers: IncomingHttpHeaders): string {
  return sanitize(headerValue(headers, REQUEST_ID), /^[\w.:-]{1,64}$/) ?? randomUUID();
}

function sanitize(value: string, pattern: RegExp): string | undefined {
  return pattern.test(value) ? value : undefined;
}
