import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describeWithCommand } from '@system-management/challenge-store/testing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/app.config.js';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly deploy?: { readonly replicas: number };
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
}

const read = (file: string): Promise<string> => readFile(file, 'utf8');
const instructions = async (): Promise<readonly (readonly [string, string])[]> =>
  (await read('Dockerfile'))
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', ...rest] = line.trim().split(' ');
      return [name, rest.join(' ')] as const;
    });
/** The settings that `app.config.ts` reads, by how it reads them. */
const known = async (): Promise<ReadonlySet<string>> =>
  new Set([...(await read('src/app.config.ts')).matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, name = '']) => name));

describe('The Dockerfile', () => {
  it('copies only what there is, and what .dockerignore lets through', async () => {
    const ignore = (await read('.dockerignore')).split('\n');
    const copied = (await instructions())
      .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(([, rest]) => rest.split(' ').slice(0, -1));
    expect(copied).toContain('src');
    for (const source of copied) {
      expect(existsSync(source), source).toBe(true);
      expect(ignore, source).toContain(`!${source.replace('./', '')}`);
    }
  });

  it('pins its base, runs as nobody special, asks whether it lives, and is told signals itself', async () => {
    const lines = await instructions();
    const stages = lines.filter(([name]) => name === 'FROM');
    for (const [, base] of stages) expect(base).toMatch(/^node:\d+\.\d+\.\d+-\S+( AS \w+)?$/);
    const last = lines.slice(lines.lastIndexOf(stages.at(-1)!));
    const value = (name: string): string => last.find(([one]) => one === name)?.[1] ?? '';
    expect(value('USER')).toBe('node');
    expect(value('ENV')).toBe('NODE_ENV=production');
    expect(value('CMD')).toBe('["node", "dist/main.js"]');
    expect(value('HEALTHCHECK')).toContain('/health/live');
    expect(value('HEALTHCHECK')).not.toMatch(/curl|wget/);
  });

  it('runs no script of a package, and installs what is locked', async () => {
    const installs = (await instructions()).filter(([name, rest]) => name === 'RUN' && rest.includes('npm '));
    for (const [, command] of installs.filter(([, rest]) => rest.includes('npm ci'))) {
      expect(command).toContain('--ignore-scripts');
    }
    expect(installs.some(([, rest]) => rest.includes('npm ci --omit=dev'))).toBe(true);
    expect(installs.some(([, rest]) => /npm (i|install)\b/.test(rest))).toBe(false);
  });
});

describe('compose.yaml', () => {
  const services = async (): Promise<Readonly<Record<string, Service>>> =>
    (parse(await read('compose.yaml')) as { services: Record<string, Service> }).services;

  it('has two instances behind a proxy, their Redis and an inbox, each of a pinned version', async () => {
    const { app, proxy, redis, mail, ...others } = await services();
    expect(others).toEqual({});
    expect(app?.deploy?.replicas).toBe(2);
    for (const { image } of [proxy, redis, mail] as Service[]) expect(image).toMatch(/:v?\d+\.\d+/);
  });

  it('lets nobody write, and shows nothing but the proxy and the inbox, to this machine only', async () => {
    const all = await services();
    for (const name of ['app', 'proxy', 'redis']) {
      expect(all[name]?.read_only, name).toBe(true);
      expect(all[name]?.cap_drop, name).toEqual(['ALL']);
    }
    const shown = Object.entries(all).filter(([, { ports }]) => ports);
    expect(shown.map(([name]) => name)).toEqual(['proxy', 'mail']);
    for (const [, { ports = [] }] of shown) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('mounts and depends on what there is', async () => {
    const all = await services();
    for (const { volumes = [], depends_on = {} } of Object.values(all)) {
      for (const volume of volumes) expect(existsSync(volume.split(':')[0] ?? ''), volume).toBe(true);
      for (const name of Object.keys(depends_on)) expect(Object.keys(all)).toContain(name);
    }
  });

  it('sets only settings there are, and with fresh secrets they are right for production', async () => {
    const environment = (await services())['app']?.environment ?? {};
    for (const name of Object.keys(environment)) expect(await known(), name).toContain(name);
    const secrets = Object.fromEntries(
      spawnSync('deploy/make-secrets', { encoding: 'utf8' })
        .stdout.trim()
        .split('\n')
        .map((line) => {
          const end = line.indexOf('=');
          return [line.slice(0, end), line.slice(end + 1).replace(/^"|"$/g, '')];
        }),
    ) as Record<string, string>;
    const filled = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        value.replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_, secret: string) => secrets[secret] ?? ''),
      ]),
    );
    const settings = readSettings({ NODE_ENV: 'production', ...filled });
    expect(settings.redisUrl).toContain(secrets['REDIS_PASSWORD']);
    expect(settings.shutdownGrace).toBe(3);
  });
});

describe('The unit', () => {
  it('takes the end by the signal for a clean one, waits long enough, and sets only settings there are', async () => {
    const unit = await read('deploy/system-management.service');
    expect(unit).toContain('SuccessExitStatus=143');
    const wait = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
    expect(wait).toBeGreaterThan(10);
    for (const [, name = ''] of unit.matchAll(/^Environment=(\w+)=/gm)) expect(await known()).toContain(name);
  });
});

describeWithCommand('systemd-analyze', 'systemd', () => {
  it('understands the unit, and finds it well confined', () => {
    const analyze = (...args: string[]) =>
      spawnSync('systemd-analyze', [...args, 'deploy/system-management.service'], { encoding: 'utf8' });
    const { stderr } = analyze('verify');
    // It asks whether this machine has the programs, too.
    expect(
      stderr.split('\n').filter((line) => line && !/is not executable|Command .* is not/.test(line)),
    ).toEqual([]);
    const [, exposure] =
      /Overall exposure level.*: ([\d.]+)/.exec(analyze('security', '--offline=true').stdout) ?? [];
    expect(Number(exposure)).toBeLessThan(2);
  });
});

describe('The proxy’s configuration', () => {
  it('lets an instance that ends, and so is marked down, finish the deliveries it has begun', async () => {
    expect(await read('deploy/haproxy.cfg')).not.toContain('shutdown-sessions');
  });
});

describeWithCommand('haproxy', 'haproxy', () => {
  it('understands the proxy’s configuration', () => {
    const { status, stderr } = spawnSync('haproxy', ['-c', '-f', 'deploy/haproxy.cfg'], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  });
});
