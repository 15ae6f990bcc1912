import type { Type } from '@nestjs/common';

/** One row of the error table: the code clients switch on, its HTTP status and its documentation. */
export interface ErrorDefinition {
  /** Key of the text in the language catalogues, and name of the example in Swagger. */
  readonly name: string;
  /** The `code` of the envelope. Part of the API contract: never reused or renumbered. */
  readonly code: number;
  /** HTTP status (RFC 9110 §15) if `errorStatus` is `semantic`. */
  readonly status: number;
  /** Cause, for the documentation. */
  readonly description: string;
  /** What the caller should do, for the documentation. */
  readonly remedy: string;
  /** `msg` by BCP 47 tag. @default the application's `errorText` */
  readonly texts?: Readonly<Record<string, string>>;
  /** Example of `data`, for the documentation. @default `data` is optional, or absent without a `dataModel` */
  readonly data?: object;
  /** Class that documents `data`. @default no `data` */
  readonly dataModel?: Type;
  /** Name of the failure's schema, if `name` alone would be mistaken for something else. @default `name` */
  readonly schema?: string;
}

/**
 * Sets the `name` of each definition to its key. The keys become a type, so catalogues that lack a text do not compile.
 */
export function defineErrors<Name extends string>(
  table: Record<Name, Omit<ErrorDefinition, 'name'>>,
): { readonly [Key in Name]: ErrorDefinition & { readonly name: Key } } {
  const rows = Object.entries(table) as [Name, Omit<ErrorDefinition, 'name'>][];
  return Object.fromEntries(rows.map(([name, row]) => [name, { ...row, name }])) as {
    readonly [Key in Name]: ErrorDefinition & { readonly name: Key };
  };
}
