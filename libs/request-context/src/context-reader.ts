import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { ParameterError } from '@system-management/envelope';
import { LanguageNegotiator } from '@system-management/i18n';
import { type AddressProblem, clientAddress } from './client-address.js';
import { CONTEXT_HEADERS, headerValue } from './headers.js';
import type { RequestContext, User } from './request-context.js';

/** What the application supplies to read request contexts. */
export interface RequestContextOptions {
  /** Shipped languages as BCP 47 tags, most important first. */
  readonly languages: readonly string[];
  readonly fallbackLanguage: string;
  /** Code of the tenant of requests without a tenant header. */
  readonly defaultTenant: string;
  /** Returns the tenant, or `undefined` if it does not exist or is disabled. */
  findTenant(code: string): { readonly language: string } | undefined;
  /** Returns the user of a valid token, or `undefined`. Must not reject. */
  authenticate(token: string): Promise<User | undefined>;
  /** See `trustedProxies()`. */
  readonly trustedProxies: BlockList;
  /** Called with the first problem of each kind, so that a log gets one line however many requests have it. */
  onAddressProblem?(problem: AddressProblem): void;
}

/** Injection token of {@link RequestContextOptions}. */
export const REQUEST_CONTEXT_OPTIONS = Symbol('RequestContextOptions');

/** The part of the context that the headers alone determine, without authentication. */
export type HeaderContext = Pick<RequestContext, 'requestId' | 'language' | 'tenant'>;

/** Cached per raw request: guard, interceptors, handler, filter and log share one context. */
const headerContexts = new WeakMap<IncomingMessage, HeaderContext>();
const contexts = new WeakMap<IncomingMessage, RequestContext>();

/** Returns the cached context of a request, or `undefined` before `TenantGuard` ran. */
export function contextOf(request: IncomingMessage): RequestContext | undefined {
  return contexts.get(request);
}

/** Reads the {@link RequestContext} of a request from its headers and socket. Never throws. */
export class ContextReader {
  private readonly negotiator: LanguageNegotiator;
  private readonly reportedProblems = new Set<AddressProblem['kind']>();
  private readonly reportOnce = (problem: AddressProblem): void => {
    if (this.reportedProblems.has(problem.kind)) return;
    this.reportedProblems.add(problem.kind);
    this.options.onAddressProblem?.(problem);
  };

  constructor(private readonly options: RequestContextOptions) {
    this.negotiator = new LanguageNegotiator(options.languages);
  }

  /** Reads the whole context including the user, and caches it for {@link contextOf}. */
  async read(request: IncomingMessage): Promise<RequestContext> {
    const cached = contexts.get(request);
    if (cached) return cached;
    const token = headerValue(request.headers, CONTEXT_HEADERS.token);
    const user = token ? await this.options.authenticate(token) : undefined;
    const context = this.fromRequest(request, user);
    contexts.set(request, context);
    return context;
  }

  /** Returns the error for a tenant that does not exist, else `undefined`. */
  validateTenant({ tenant, tenantHeader }: RequestContext): ParameterError | undefined {
    if (this.options.findTenant(tenant)) return undefined;
    return new ParameterError([{ field: tenantHeader, rule: 'isTenant' }]);
  }

  /** The language of a request, including one that failed before a guard ran. */
  languageOf(request: IncomingMessage): string {
    return this.peek(request).language;
  }

  /** The headers of every response, including one to a request that failed before a guard ran. */
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

  /** Returns the cached context, or reads only what the headers determine, without verifying the token. */
  peek(request: IncomingMessage): HeaderContext {
    const cached = contexts.get(request) ?? headerContexts.get(request);
    if (cached) return cached;
    const { headers } = request;
    const tenant = this.tenantFrom(headers);
    const context = {
      requestId: requestIdFrom(headers),
      language: this.languageFor(headers, tenant),
      tenant,
    };
    headerContexts.set(request, context);
    return context;
  }

  private fromRequest(request: IncomingMessage, user?: User): RequestContext {
    const { headers, socket } = request;
    const tenant = user?.tenant ?? this.tenantFrom(headers);
    const projectId = sanitize(headerValue(headers, CONTEXT_HEADERS.project), /^\d{1,32}$/);
    const userRole = sanitize(headerValue(headers, CONTEXT_HEADERS.role), /^[\w.-]{1,64}$/);
    return {
      requestId: headerContexts.get(request)?.requestId ?? requestIdFrom(headers),
      language: this.languageFor(headers, tenant),
      tenant,
      tenantHeader: user?.tenant === undefined ? CONTEXT_HEADERS.tenant.name : CONTEXT_HEADERS.token.name,
      ip: clientAddress(
        socket.remoteAddress,
        headerValue(headers, FORWARDED_FOR),
        this.options.trustedProxies,
        this.reportOnce,
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
