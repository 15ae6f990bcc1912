import { FileWatcher } from './file/file-watcher.js';
import type { GlobalLimits } from './limits.js';
import type { TenantRules } from './file/tenant-checks.js';
import { TenantFile, type TenantFileContent } from './file/tenant-file.js';
import type { Tenant } from './tenant.js';

/** What the registry needs from the application. */
export interface TenantRegistryOptions extends TenantRules {
  /** Path of the YAML file. */
  readonly file: string;
  /** Milliseconds between two looks at the file. @default 500, so that a change counts within 1 s */
  readonly pollMs?: number;
  /** Called with every problem of a changed file, one a line and without secrets. Must not throw. */
  onProblem?(message: string): void;
}

/** Called with the enabled tenants after a change of the file. */
export type TenantsListener = (tenants: readonly Tenant[]) => void;

const POLL_MS = 500;

/** The tenants of the file, always in their last good version. */
export class TenantRegistry {
  private byCode: ReadonlyMap<string, Tenant> = new Map();
  /** Set before {@link open} hands the registry out. */
  private globalLimits!: GlobalLimits;
  private readonly source: TenantFile;
  private watch: FileWatcher | undefined;
  private reloading: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<TenantsListener>();

  private constructor(private readonly options: TenantRegistryOptions) {
    this.source = new TenantFile(options.file, options);
  }

  /**
   * Reads the file and keeps watching it, without keeping the process alive.
   * @throws {TenantFileError} with every problem of the file
   */
  static async open(options: TenantRegistryOptions): Promise<TenantRegistry> {
    const registry = new TenantRegistry(options);
    const { file: path, pollMs: intervalMs = POLL_MS } = options;
    registry.watch = await FileWatcher.start({ path, intervalMs, onChange: () => registry.reload() });
    try {
      registry.keep(await registry.source.read());
      return registry;
    } catch (error) {
      await registry.close();
      throw error;
    }
  }

  /** The tenant with exactly this code; `undefined` also when it is disabled. Any text is safe. */
  find(code: string): Tenant | undefined {
    return this.byCode.get(code);
  }

  /** The limits that hold over all tenants. */
  get global(): GlobalLimits {
    return this.globalLimits;
  }

  /** The enabled tenants, in the file's order. */
  all(): readonly Tenant[] {
    return [...this.byCode.values()];
  }

  /** Calls the listener after every reload. An error of a listener is reported as a problem of the reload. */
  subscribe(listener: TenantsListener): void {
    this.listeners.add(listener);
  }

  /**
   * Reads the file again, after any reload that is under way. Never rejects: an edit with a mistake changes nothing
   * and is told to `onProblem`.
   */
  reload(): Promise<void> {
    this.reloading = this.reloading.then(() => this.reloadNow());
    return this.reloading;
  }

  /** Ends watching; the tenants stay readable. */
  async close(): Promise<void> {
    await this.watch?.close();
    await this.reloading;
  }

  private async reloadNow(): Promise<void> {
    if (!(await this.attempt(async () => this.keep(await this.source.read())))) return;
    for (const listener of this.listeners) await this.attempt(() => listener(this.all()));
  }

  /** @returns whether the step succeeded; its failure is reported */
  private async attempt(step: () => void | Promise<void>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      this.options.onProblem?.(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  private keep({ global, tenants }: TenantFileContent): void {
    this.globalLimits = global;
    this.byCode = new Map(tenants.filter(({ enabled }) => enabled).map((tenant) => [tenant.code, tenant]));
  }
}
