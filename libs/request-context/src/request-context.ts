/** The signed-in user, from the user token. */
export interface User {
  readonly id: string;
  readonly role?: string;
  /** The tenant of the token; it overrides the tenant header. */
  readonly tenant?: string;
}

/** The validated facts about a request, from its headers and socket. */
export interface RequestContext {
  /** The caller's `X-Request-Id` if it matches `[A-Za-z0-9_.:-]{1,64}`, else a new UUID. */
  readonly requestId: string;
  /** BCP 47 tag of a shipped language. */
  readonly language: string;
  /** Code of the requested tenant. `TenantGuard` refuses unknown ones. */
  readonly tenant: string;
  /** The header that named the tenant; the `field` of the error for an unknown one. */
  readonly tenantHeader: string;
  /** The client's address: see `clientAddress()`. */
  readonly ip: string;
  readonly user?: User;
  /** Digits only. */
  readonly projectId?: string;
  /** @default 'core' */
  readonly appCode: string;
  /** The role that the caller claims. It is not verified and grants nothing. */
  readonly userRole?: string;
}
