import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TenantFile } from './file/tenant-file.js';
import { TenantFileError } from './file/tenant-file.error.js';
import { TenantRegistry, type TenantRegistryOptions, type TenantsListener } from './tenant.registry.js';
import type { Tenant } from './tenant.js';

const ONE = 'tenants: [{ code: default, name: One }]';
const TWO = 'tenants: [{ code: default, name: Two }]';
const WRONG = 'tenants: [{ code: default, lifetime: 7 }]';
const NEVER = 86_400_000;

describe('TenantRegistry', () => {
  let folder: string;
  let file: string;
  const opened: TenantRegistry[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenants-'));
    file = join(folder, 'tenants.yaml');
    await writeFile(file, ONE);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(opened.splice(0).map((registry) => registry.close()));
    await rm(folder, { recursive: true });
  });

  type Options = Partial<TenantRegistryOptions> & { readonly onReload?: TenantsListener };
  const open = async ({ onReload, ...options }: Options = {}): Promise<TenantRegistry> => {
    const registry = await TenantRegistry.open({
      file,
      languages: ['en'],
      checkDsn: () => undefined,
      checkPolicy: () => [],
      pollMs: 5,
      ...options,
    });
    if (onReload) registry.subscribe(onReload);
    opened.push(registry);
    return registry;
  };
  const names = (tenants: readonly Tenant[]): string[] => tenants.map(({ name }) => name);

  it('finds the tenant with exactly this code', async () => {
    await writeFile(file, 'tenants: [{ code: default }, { code: shop, name: Shop }]');
    const registry = await open();
    expect(registry.find('shop')?.name).toBe('Shop');
    for (const code of ['Shop', 'shop ', '', '__proto__', 'constructor', 'toString']) {
      expect(registry.find(code)).toBeUndefined();
    }
  });

  it('replaces the limits over all tenants on reload', async () => {
    const registry = await open({ pollMs: NEVER });
    expect(registry.global).toEqual({ recipientPerDay: 40 });
    await writeFile(file, `global: { recipientPerDay: 7 }\n${ONE}`);
    await registry.reload();
    expect(registry.global).toEqual({ recipientPerDay: 7 });
    expect(Object.isFrozen(registry.global)).toBe(true);
  });

  it('keeps the last valid version when checkPolicy reports a problem', async () => {
    const onProblem = vi.fn();
    const checkPolicy = vi.fn((): string[] => ['too weak']).mockReturnValueOnce([]);
    const registry = await open({ pollMs: NEVER, checkPolicy, onProblem });
    await writeFile(file, TWO);
    await registry.reload();
    expect(onProblem.mock.calls).toEqual([[`${file} cannot be used: tenants[0].policy: too weak`]]);
    expect(registry.find('default')?.name).toBe('One');
  });

  it('does not find a disabled tenant', async () => {
    await writeFile(file, 'tenants: [{ code: default }, { code: shop, enabled: false }]');
    const registry = await open();
    expect(registry.find('shop')).toBeUndefined();
    expect(registry.all().map(({ code }) => code)).toEqual(['default']);
  });

  it('does not open with an invalid file, reports every problem, and stops watching', async () => {
    await writeFile(file, 'tenants: [{ code: default, lifetime: 7, language: xx }]');
    const timers = vi.spyOn(globalThis, 'clearTimeout');
    const error: unknown = await open().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TenantFileError);
    expect((error as TenantFileError).problems).toEqual([
      'tenants[0].lifetime: unknown key',
      'tenants[0].language: must be one of en',
    ]);
    expect(timers).toHaveBeenCalledWith(expect.objectContaining({ _destroyed: true }));
  });

  it('reloads an edited file', async () => {
    let registry: TenantRegistry | undefined;
    const reloaded = new Promise<readonly Tenant[]>((resolve) => {
      void open({ onReload: resolve }).then(async (opened) => {
        registry = opened;
        await writeFile(file, TWO);
      });
    });
    expect(names(await reloaded)).toEqual(['Two']);
    expect(registry?.find('default')?.name).toBe('Two');
  });

  it('reloads a file that is renamed into place', async () => {
    const reloaded = new Promise<readonly Tenant[]>((resolve) => {
      void open({ onReload: resolve }).then(async () => {
        await writeFile(`${file}.new`, TWO);
        await rename(`${file}.new`, file);
      });
    });
    expect(names(await reloaded)).toEqual(['Two']);
  });

  it('keeps the last valid version after an invalid edit, reports it, and continues to watch', async () => {
    const reported: string[] = [];
    let onChange = (): void => undefined;
    const registry = await open({
      onReload: () => onChange(),
      onProblem: (message) => {
        reported.push(message);
        onChange();
      },
    });
    const after = (text: string): Promise<void> =>
      new Promise((resolve) => {
        onChange = resolve;
        void writeFile(file, text);
      });
    await after(WRONG);
    expect(reported).toEqual([`${file} cannot be used: tenants[0].lifetime: unknown key`]);
    expect(registry.find('default')?.name).toBe('One');
    await after(TWO);
    expect(registry.find('default')?.name).toBe('Two');
    expect(reported).toHaveLength(1);
  });

  it('keeps the last valid version when the file is removed', async () => {
    const onProblem = vi.fn();
    const registry = await open({ pollMs: NEVER, onProblem });
    await rm(file);
    await registry.reload();
    expect(onProblem.mock.calls).toEqual([
      [expect.stringContaining(`${file} cannot be used: it does not exist`)],
    ]);
    expect(registry.find('default')?.name).toBe('One');
  });

  it('warns of old keys at start and after each reload of a file that has them, once per load', async () => {
    const old = 'tenants: [{ code: default, policy: { limits: { ip: { messagesPerHour: 5 } } } }]';
    const warning = `${file} has old keys, which are still read:\n  tenants[0].policy.limits.ip: write address instead`;
    const [onWarning, onProblem] = [vi.fn(), vi.fn()];
    await writeFile(file, old);
    const registry = await open({ pollMs: NEVER, onWarning, onProblem });
    expect(onWarning.mock.calls).toEqual([[warning]]);
    await registry.reload();
    expect(onWarning.mock.calls).toEqual([[warning], [warning]]);
    await writeFile(file, ONE);
    await registry.reload();
    expect(onWarning).toHaveBeenCalledTimes(2);
    expect(onProblem).not.toHaveBeenCalled();
  });

  it('does not warn of old keys in a file that is invalid', async () => {
    const onWarning = vi.fn();
    const registry = await open({ pollMs: NEVER, onWarning });
    await writeFile(file, 'tenants: [{ code: default, policy: { limits: { ip: { messagesPerHour: 0 } } } }]');
    await registry.reload();
    expect(onWarning).not.toHaveBeenCalled();
  });

  it('reports a listener that throws, and continues to reload', async () => {
    const onProblem = vi.fn();
    const onReload = vi.fn().mockImplementationOnce(() => {
      throw new Error('listener failed');
    });
    const registry = await open({ pollMs: NEVER, onReload, onProblem });
    const other = vi.fn();
    registry.subscribe(other);
    await registry.reload();
    await registry.reload();
    expect(onProblem.mock.calls).toEqual([['listener failed']]);
    expect(onReload).toHaveBeenCalledTimes(2);
    expect(other).toHaveBeenCalledTimes(2);
  });

  it('starts a reload after the previous one has ended', async () => {
    const registry = await open({ pollMs: NEVER });
    const order: string[] = [];
    const read = vi.spyOn(TenantFile.prototype, 'read').mockImplementation(async () => {
      order.push('begin');
      await readFile(file);
      order.push('end');
      return { global: { recipientPerDay: 1 }, tenants: [], warnings: [] };
    });
    await Promise.all([registry.reload(), registry.reload(), registry.reload()]);
    expect(read).toHaveBeenCalledTimes(3);
    expect(order).toEqual(['begin', 'end', 'begin', 'end', 'begin', 'end']);
  });

  it('polls the file every 500 ms by default, with a timer that does not keep the process alive', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    opened.push(
      await TenantRegistry.open({
        file,
        languages: ['en'],
        checkDsn: () => undefined,
        checkPolicy: () => [],
      }),
    );
    const scheduled = timers.mock.calls.findIndex(([, ms]) => ms === 500);
    expect(timers.mock.results[scheduled]?.value).toSatisfy((timer: NodeJS.Timeout) => !timer.hasRef());
  });

  it('closes after a reload in progress has ended', async () => {
    const onReload = vi.fn();
    const registry = await open({ pollMs: NEVER, onReload });
    void registry.reload();
    await registry.close();
    expect(onReload).toHaveBeenCalledTimes(1);
  });

  it('stays readable after close(), and stops watching', async () => {
    const registry = await open({ pollMs: NEVER });
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    await registry.close();
    expect(cleared).toHaveBeenCalledTimes(1);
    expect(registry.find('default')?.name).toBe('One');
  });
});
