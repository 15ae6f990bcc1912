/** The signed-in person, as the user token names them. */
export interface User {
  readonly id: string;
  readonly role?: string;
  /** The tenant the token was made for; it wins over the tenant header. */
  readonly tenant?: string;
}

/** Who asks, for whom, and in which language: everything a request's headers and socket say, judged once. */
export interface RequestContext {
  /** The caller's `X-Request-Id` if it is a sane token, else a new one. */
  readonly requestId: string;
  /** BCP 47 tag of a shipped language. */
  readonly language: string;
  /** The tenant's code as asked for; unknown ones are refused before a guard or a handler runs. */
  readonly tenant: string;
  /** The header that named the tenant, for the error that says so. */
  readonly tenantHeader: string;
  /** The client's address: the socket's, or what trusted proxies say. */
  readonly ip: string;
  readonly user?: User;
  /** Digits only. */
  readonly projectId?: string;
  /** @default 'core' */
  readonly appCode: string;
  /** What the caller claims; grants nothing. */
  readonly userRole?: string;
}
