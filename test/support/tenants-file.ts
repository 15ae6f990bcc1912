import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The content of a tenants file. Omitted values take the contract's defaults. */
export interface TenantsContent {
  readonly global?: object;
  readonly tenants: readonly object[];
}

/** A temporary tenants file. */
export interface TenantsFile {
  /** The setting that names the file. */
  readonly env: { readonly TENANTS_FILE: string };
  remove(): Promise<void>;
}

/** Limits that no test reaches. */
const UNLIMITED = {
  recipient: {
    gap: 0,
    perHour: 1_000_000,
    perDay: 1_000_000,
    networkPerDay: 1_000_000,
    mailboxPerDay: 1_000_000,
  },
  withImage: { every: 0, networkPerDay: 1_000_000, perDay: 1_000_000 },
  address: {
    messagesPerHour: 1_000_000,
    imagesPerMinute: 1_000_000,
    audioPerMinute: 1_000_000,
    refusedPerHour: 1_000_000,
    wrongPerHour: 1_000_000,
  },
  tenant: { messagesPerDay: 1_000_000, wrongPerHour: 1_000_000 },
  prefix: { perHour: 1_000_000 },
  stepUp: { perAccountHour: 1_000_000, perAddressHour: 1_000_000 },
};

export interface UnlimitedOptions {
  /** Merged by group over limits that no test reaches. */
  readonly limits?: Readonly<Record<string, object>>;
  /** The rest of the policy. */
  readonly policy?: Readonly<Record<string, object>>;
  /** Tenants besides `default`, without their policies. */
  readonly tenants?: readonly object[];
}

/** The tenant `default` and others. All have the same policy, with limits that no test reaches except those given. */
export function unlimitedTenants({
  limits = {},
  policy = {},
  tenants = [],
}: UnlimitedOptions = {}): TenantsContent {
  const own = { policy: { ...policy, limits: { ...UNLIMITED, ...limits } } };
  return {
    global: { recipientPerDay: 1_000_000 },
    tenants: [{ code: 'default' }, ...tenants].map((tenant) => ({ ...tenant, ...own })),
  };
}

/** Writes a tenants file into a folder of its own. */
export async function writeTenantsFile(content: TenantsContent): Promise<TenantsFile> {
  const folder = await mkdtemp(join(tmpdir(), 'tenants-'));
  const file = join(folder, 'tenants.yaml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify(content));
  return { env: { TENANTS_FILE: file }, remove: () => rm(folder, { recursive: true }) };
}
