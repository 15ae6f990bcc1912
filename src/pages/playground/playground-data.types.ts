/** What the scripts of the page read. */
export interface PlaygroundData {
  /** Whether the server keeps messages in its outbox. */
  readonly hasOutbox: boolean;
  /** Whether failures can be simulated: the outbox and the purposes for it exist. */
  readonly canSimulate: boolean;
  readonly tenants: readonly TenantChoice[];
}

/** A tenant and its purposes. */
export interface TenantChoice {
  readonly code: string;
  /** Its name, and its code where they differ. */
  readonly name: string;
  readonly purposes: readonly { readonly use: string; readonly requiresLogin: boolean }[];
}
