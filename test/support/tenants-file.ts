import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary tenant file. */
export interface OwnTenants {
  /** The setting that names the file. */
  readonly env: { readonly TENANTS_FILE: string };
  remove(): Promise<void>;
}

/** Writes a complete tenant file. Omitted values take the contract's defaults. */
export async function ownTenants(content: {
  readonly global?: object;
  readonly tenants: readonly object[];
}): Promise<OwnTenants> {
  const folder = await mkdtemp(join(tmpdir(), 'tenants-'));
  const file = join(folder, 'tenants.yaml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify(content));
  return { env: { TENANTS_FILE: file }, remove: () => rm(folder, { recursive: true }) };
}
