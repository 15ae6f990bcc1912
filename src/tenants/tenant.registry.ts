import { FileWatcher } from './file/file-watcher.js';
import type { GlobalLimits } from './limits.js';
import type { TenantRules } from './file/tenant-checks.js';
import { TenantFile } from './file/tenant-file.js';
import type { Tenant } from './tenant.js';

/** Options of {@link TenantRegistry.open}. */
export interface TenantRegistryOptions extends TenantRules {
  /** Path of the YAML file. */
  readonly file: string;
  /** Milliseconds between two polls of the file. @default 500, so that a change takes effect within 1 s */
  readonly pollMs?: number;
  /** Called with the problems of a changed file, one per line, without secrets. Must not throw. */
  onProblem?(message: string): void;
  /** Called after each load of a valid file that has keys of earlier versions; one line for each key. Must not throw. */
  onWarning?(message: string): void;
}

/** Called with the enabled tenants after a change of the file. */
export type TenantsListener = (tenants: readonly Tenant[]) => void;

const POLL_MS = 500;

/** The tenants of the last valid version of the file. */
export class TenantRegistry {
  private byCode: ReadonlyMap<string, Tenant> = new Map();
  /** Set before {@link open} returns the registry. */
  private globalLimits!: GlobalLimits;
  private readonly source: TenantFile;
  private watcher: FileWatcher | undefined;
  private reloading: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<TenantsListener>();

  private constructor(private readonly options: TenantRegistryOptions) {
    this.source = new TenantFile(options.file, options);
  }

  /**
   * Reads the file and watches it. The watcher does not keep the process alive.
   * @throws {TenantFileError} with every problem of the file
   */
  static async open(options: TenantRegistryOptions): Promise<TenantRegistry> {
    const registry = new TenantRegistry(options);
    const { file: path, pollMs: intervalMs = POLL_MS } = options;
    registry.watcher = await FileWatcher.start({ path, intervalMs, onChange: () => registry.reload() });
    try {
      await registry.load();
      return registry;
    } catch (error) {
      await registry.close();
      throw error;
    }
  }

  /** The enabled tenant with exactly this code. `code` may be any text, such as `__proto__`. */
  find(code: string): Tenant | undefined {
    return this.byCode.get(code);
  }

  /** The limits over all tenants. */
  get global(): GlobalLimits {
    return this.globalLimits;
  }

  /** The enabled tenants, in the order of the file. */
  all(): readonly Tenant[] {
    return [...this.byCode.values()];
  }

  /** Calls the listener after every reload. An error of a listener is passed to `onProblem`. */
  subscribe(listener: TenantsListener): void {
    this.listeners.add(listener);
  }

  /**
   * Reads the file again, after a reload in progress. Never rejects: an invalid file changes nothing, and its
   * problems are passed to `onProblem`.
   */
  reload(): Promise<void> {
    this.reloading = this.reloading.then(() => this.reloadNow());
    return this.reloading;
  }

  /** Stops watching; the tenants stay readable. */
  async close(): Promise<void> {
    await this.watcher?.close();
    await this.reloading;
  }

  private async reloadNow(): Promise<void> {
    if (!(await this.attempt(() => this.load()))) return;
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

  /** @throws {TenantFileError} and keeps the tenants */
  private async load(): Promise<void> {
    const { global, tenants, warnings } = await this.source.read();
    this.globalLimits = global;
    this.byCode = new Map(tenants.filter(({ enabled }) => enabled).map((tenant) => [tenant.code, tenant]));
    if (warnings.length === 0) return;
    this.options.onWarning?.(
      [`${this.source.path} has old keys, which are still read:`, ...warnings].join('\n  '),
    );
  }
}
