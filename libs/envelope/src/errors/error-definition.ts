/** One row of the error table: what clients switch on, and the HTTP status that goes with it. */
export interface ErrorDefinition {
  /** Names the row in the language catalogues and in Swagger. */
  readonly name: string;
  /** The `code` of the envelope; never reused, never renumbered. */
  readonly code: number;
  /** HTTP status (RFC 9110 §15) while `ERROR_STATUS` is `semantic`. */
  readonly status: number;
  /** For the documentation: when this happens. */
  readonly description: string;
  /** For the documentation: what the caller should do. */
  readonly remedy: string;
  /** The `msg` by language, for modules that bring their own words; else the application's catalogue has it. */
  readonly texts?: Readonly<Record<string, string>>;
  /** For the documentation: an example of `data`, where the row carries one. */
  readonly data?: object;
}

/** Gives every row of a table its own key as `name`, so that the names are a type the catalogues must cover. */
export function defineErrors<Name extends string>(
  table: Record<Name, Omit<ErrorDefinition, 'name'>>,
): { readonly [Key in Name]: ErrorDefinition & { readonly name: Key } } {
  const rows = Object.entries(table) as [Name, Omit<ErrorDefinition, 'name'>][];
  return Object.fromEntries(rows.map(([name, row]) => [name, { ...row, name }])) as {
    readonly [Key in Name]: ErrorDefinition & { readonly name: Key };
  };
}
