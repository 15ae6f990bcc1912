import { basename, dirname } from 'node:path';

/** A program that makes a TypeScript client from an OpenAPI document, run by its command line as users do. */
export interface Generator {
  /** Name of its package, and of its programs in `../programs`. */
  readonly name: string;
  /** Its command in `node_modules/.bin`. */
  readonly bin: string;
  /** @param output where the module `client` belongs, without an extension */
  args(document: string, output: string): readonly string[];
  /** Whether its clients validate responses with the schemas of the document. */
  readonly validates?: boolean;
  /** Compiler options that its own output does not compile with, set to `false`. */
  readonly unsupported?: Readonly<Record<string, false>>;
}

export const GENERATORS: readonly Generator[] = [
  {
    name: 'hey-api',
    bin: 'openapi-ts',
    args: (document, output) => ['-i', document, '-o', output, '--silent', '--no-log-file'],
    // Its `fetch` client assigns `undefined` to optional properties.
    unsupported: { exactOptionalPropertyTypes: false },
  },
  {
    name: 'openapi-fetch',
    bin: 'openapi-typescript',
    args: (document, output) => [document, '--output', `${output}.ts`],
  },
  {
    name: 'swagger-typescript-api',
    // Its output opts out of being checked (`@ts-nocheck`); the program is checked against its types.
    bin: 'swagger-typescript-api',
    args: (document, output) => [
      ...['generate', '--path', document, '--output', dirname(output), '--name', `${basename(output)}.ts`],
      // By default a failure is thrown, without a type.
      ...['--disable-throw-on-error', '--enum-style', 'union', '--silent'],
    ],
  },
  {
    name: 'openapi-zod-client',
    bin: 'openapi-zod-client',
    args: (document, output) => [document, '--output', `${output}.ts`, '--export-schemas', '--export-types'],
    validates: true,
    // An object whose fields are all optional is a `Partial<>` that its own schema does not have.
    unsupported: { exactOptionalPropertyTypes: false },
  },
];
