import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import { basename, join } from 'node:path';
import { describeWithCommand, freePort } from '@system-management/challenge-store/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../../src/config/settings.js';
import { tenantRules } from '../../../src/tenants/tenant-rules.js';
import { captchaTenantChecks } from '../../../src/user/captcha/captcha.tenant-checks.js';
import { TenantFile } from '../../../src/tenants/file/tenant-file.js';
import { shippedProxy, startHaproxy } from '../../support/haproxy.js';

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

/** The release line of the image. Node 20 ended in April 2026, Node 22 ends a year later. */
const OLDEST_SUPPORTED_NODE = 24;

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
/** The COPY instructions from the repository, as pairs of source and destination. */
const copies = async (): Promise<readonly (readonly [string, string])[]> =>
  (await instructions())
    .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from'))
    .flatMap(([, rest]) => {
      const sources = rest.split(' ');
      const to = sources.pop() ?? '';
      return sources.map((source) => [source, to] as const);
    });
/** The names of all settings, which the slices in `src/config` read as string literals. */
const knownSettings = async (): Promise<ReadonlySet<string>> => {
  const slices = (await readdir('src/config')).filter((name) => name.endsWith('.config.ts'));
  const texts = await Promise.all(slices.map((name) => read(join('src/config', name))));
  return new Set([...texts.join('\n').matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, name = '']) => name));
};

describe('Dockerfile', () => {
  it('copies only files that exist and that .dockerignore includes', async () => {
    const ignore = (await read('.dockerignore')).split('\n');
    const copied = (await copies()).map(([source]) => source);
    expect(copied).toContain('src');
    for (const source of copied) {
      expect(existsSync(source), source).toBe(true);
      expect(ignore, source).toContain(`!${source.replace('./', '')}`);
    }
  });

  it('copies every input of the build', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: { build: string } };
    const { compilerOptions } = JSON.parse(await read('nest-cli.json')) as {
      compilerOptions: { tsConfigPath: string };
    };
    const [, ...programs] = /^tsc -b libs && node (\S+) && nest build$/.exec(scripts.build) ?? [];
    expect(programs, `this test does not cover the build script: ${scripts.build}`).toHaveLength(1);
    const copied = (await copies()).map(([source]) => source.replace('./', ''));
    for (const needed of [...programs, 'nest-cli.json', compilerOptions.tsConfigPath, 'libs', 'src']) {
      expect(copied, needed).toContain(needed);
    }
  });

  it('ships only the tenant `default`, without fixed test codes', async () => {
    const config = (await copies()).filter(([, to]) => to.startsWith('./config'));
    expect(config).toEqual([
      ['config/tenants.schema.json', './config/'],
      ['config/tenants.yaml', './config/'],
    ]);
    const file = new TenantFile(
      'config/tenants.yaml',
      tenantRules({ production: true, mailDsn: '', smsDsn: '' }, captchaTenantChecks),
    );
    const { tenants } = await file.read();
    expect(tenants.map(({ code, testRecipients }) => [code, testRecipients])).toEqual([['default', []]]);
  });

  it('pins its base image, runs as user node, has a health check, and receives signals directly', async () => {
    const lines = await instructions();
    const stages = lines.filter(([name]) => name === 'FROM');
    const [image = '', ...others] = stages.map(([, base]) => base);
    const [, major] = /^node:(\d+)\.\d+\.\d+-bookworm-slim AS base$/.exec(image) ?? [];
    expect(OLDEST_SUPPORTED_NODE, image).toBeLessThanOrEqual(Number(major));
    for (const stage of others) expect(stage).toMatch(/^base( AS \w+)?$/);
    const last = lines.slice(lines.lastIndexOf(stages.at(-1)!));
    const value = (name: string): string => last.find(([one]) => one === name)?.[1] ?? '';
    expect(value('USER')).toBe('node');
    expect(value('ENV')).toBe('NODE_ENV=production');
    expect(value('CMD')).toBe('["node", "dist/main.js"]');
    expect(value('HEALTHCHECK')).toContain('/health/live');
    expect(value('HEALTHCHECK')).not.toMatch(/curl|wget/);
  });

  it('installs the locked dependencies without running their scripts', async () => {
    const installs = (await instructions()).filter(([name, rest]) => name === 'RUN' && rest.includes('npm '));
    for (const [, command] of installs.filter(([, rest]) => rest.includes('npm ci'))) {
      expect(command).toContain('--ignore-scripts');
    }
    expect(installs.some(([, rest]) => rest.includes('npm ci --omit=dev'))).toBe(true);
    expect(installs.some(([, rest]) => /npm (i|install)\b/.test(rest))).toBe(false);
  });
});

describe('compose.yaml', () => {
  interface Compose {
    readonly services: Readonly<Record<string, Service>>;
    readonly networks: { readonly default: { readonly ipam: { readonly config: readonly object[] } } };
  }
  const compose = async (): Promise<Compose> => parse(await read('compose.yaml')) as Compose;
  const services = async (): Promise<Compose['services']> => (await compose()).services;

  it('has two instances behind a proxy, Redis and a mail inbox, with pinned versions', async () => {
    const { app, proxy, redis, mail, ...others } = await services();
    expect(others).toEqual({});
    expect(app?.deploy?.replicas).toBe(2);
    for (const { image } of [proxy, redis, mail] as Service[]) expect(image).toMatch(/:v?\d+\.\d+/);
  });

  it('has read-only containers without capabilities, and publishes only the proxy and the inbox, on loopback', async () => {
    const all = await services();
    for (const name of ['app', 'proxy', 'redis']) {
      expect(all[name]?.read_only, name).toBe(true);
      expect(all[name]?.cap_drop, name).toEqual(['ALL']);
    }
    const published = Object.entries(all).filter(([, { ports }]) => ports);
    expect(published.map(([name]) => name)).toEqual(['proxy', 'mail']);
    for (const [, { ports = [] }] of published)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('trusts the addresses of its own network, and no others', async () => {
    const { services, networks } = await compose();
    const subnet = services['app']?.environment?.['TRUSTED_PROXIES'];
    expect(networks.default.ipam.config).toEqual([{ subnet }]);
  });

  it('mounts existing files and depends on existing services', async () => {
    const all = await services();
    for (const { volumes = [], depends_on = {} } of Object.values(all)) {
      for (const volume of volumes) expect(existsSync(volume.split(':')[0] ?? ''), volume).toBe(true);
      for (const name of Object.keys(depends_on)) expect(Object.keys(all)).toContain(name);
    }
  });

  it('sets only existing settings, which are valid for production with generated secrets', async () => {
    const environment = (await services())['app']?.environment ?? {};
    for (const name of Object.keys(environment)) expect(await knownSettings(), name).toContain(name);
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
    const { storage, server } = readSettings({ NODE_ENV: 'production', ...filled });
    expect(storage.redisUrl).toContain(secrets['REDIS_PASSWORD']);
    expect(server.shutdownGrace).toBe(3);
  });
});

describe('deploy/make-secrets', () => {
  it('is documented to write to a file that Git ignores and only the owner can read', async () => {
    const commands = [
      ...(await read('compose.yaml')).split('\n'),
      ...(await read('docs/operations.md')).split('\n'),
    ].filter((line) => line.includes('make-secrets >'));
    expect(commands).toHaveLength(2);
    const ignored = (await read('.gitignore')).split('\n');
    for (const line of commands) {
      const [, file = ''] = /\(umask 077; deploy\/make-secrets > (\S+)\)/.exec(line) ?? [];
      expect(file, line).not.toBe('');
      expect(ignored, line).toContain(basename(file));
    }
  });
});

describe('deploy/system-management.service', () => {
  it('treats exit code 143 as success, allows more than 10 s to stop, and sets only existing settings', async () => {
    const unit = await read('deploy/system-management.service');
    expect(unit).toContain('SuccessExitStatus=143');
    const wait = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
    expect(wait).toBeGreaterThan(10);
    for (const [, name = ''] of unit.matchAll(/^Environment=(\w+)=/gm))
      expect(await knownSettings()).toContain(name);
    // Without TENANTS_FILE it reads config/tenants.yaml, as the image does.
    expect(unit).not.toMatch(/^Environment=TENANTS_FILE/m);
  });
});

describeWithCommand('systemd-analyze', 'deploy/system-management.service', () => {
  it('passes systemd-analyze verify, with a security exposure below 2', () => {
    const analyze = (...args: string[]) =>
      spawnSync('systemd-analyze', [...args, 'deploy/system-management.service'], { encoding: 'utf8' });
    const { stderr } = analyze('verify');
    // systemd-analyze also reports programs that are missing on this machine.
    expect(
      stderr.split('\n').filter((line) => line && !/is not executable|Command .* is not/.test(line)),
    ).toEqual([]);
    const [, exposure] =
      /Overall exposure level.*: ([\d.]+)/.exec(analyze('security', '--offline=true').stdout) ?? [];
    expect(Number(exposure)).toBeLessThan(2);
  });
});

describe('deploy/haproxy.cfg', () => {
  it('keeps sessions of an instance that is marked down, so that it completes deliveries during shutdown', async () => {
    expect(await read('deploy/haproxy.cfg')).not.toContain('shutdown-sessions');
  });
});

describeWithCommand('haproxy', 'deploy/haproxy.cfg', () => {
  it.each([
    ['as shipped', 'cat deploy/haproxy.cfg', ''],
    [
      'with the hops of its comments',
      "sed 's/^  #   acl /  acl /w /dev/stderr' deploy/haproxy.cfg",
      'acl is_proxy_protocol_hop src',
    ],
  ])('passes haproxy -c %s', (_which, print, edited) => {
    const { status, stderr } = spawnSync('bash', ['-c', `${print} | haproxy -c -f /dev/stdin`], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(edited);
  });

  it('answers 404 for metrics and probes in any encoding of their paths, and forwards other paths', async () => {
    const [outside, inside] = [await freePort(), await freePort()];
    const service = createServer((request, response) => response.end(request.url)).listen(
      inside,
      '127.0.0.1',
    );
    onTestFinished(() => void service.close());
    await once(service, 'listening');
    await startHaproxy(await shippedProxy({ port: outside, servicePort: inside }), outside);
    const status = (path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        // Unlike fetch, http.get() does not normalize the path.
        get({ host: '127.0.0.1', port: outside, path, agent: false }, (response) => {
          resolve(response.resume().statusCode);
        }).on('error', reject);
      });
    for (const path of [
      '/metrics',
      '/%6detrics',
      '/%6Detric%73?x',
      `http://127.0.0.1:${outside}/metrics`,
      '/health/ready',
      '/%68ealth/live',
    ]) {
      expect(await status(path), path).toBe(404);
    }
    for (const path of ['/api/v1/system/user/captcha', '/captcha-field.js', '/docs?of=/metrics']) {
      expect(await status(path), path).toBe(200);
    }
  });
});
