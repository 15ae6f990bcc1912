import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@system-management/challenge-store/testing';
import { onTestFinished } from 'vitest';
import { startHaproxy } from '../../support/haproxy.js';

/** Where the hop's connections come from. No client has this address, and TRUSTED_PROXIES does not contain it. */
export const HOP_ADDRESS = '127.0.0.2';

/** How a hop reports its client: `mode` of haproxy, options of the frontend, and of the server behind it. */
export interface HopProtocol {
  readonly mode: 'http' | 'tcp';
  readonly frontend: string;
  readonly server: string;
}

/** `X-Forwarded-For: 203.0.113.9`. */
export const FORWARDED_FOR: HopProtocol = { mode: 'http', frontend: 'option forwardfor', server: '' };
/** `X-Forwarded-For: 203.0.113.9:54321`, as Azure's gateways append it. */
export const FORWARDED_FOR_WITH_PORT: HopProtocol = {
  mode: 'http',
  frontend: 'http-request add-header X-Forwarded-For %[src]:%[src_port]',
  server: '',
};
/** The PROXY protocol in version 2: the hop does not read HTTP. */
export const PROXY_PROTOCOL: HopProtocol = { mode: 'tcp', frontend: '', server: 'send-proxy-v2' };

/** A second haproxy in front, which terminates TLS. */
export interface TlsHop {
  readonly port: number;
  /** PEM, for clients. */
  readonly certificate: string;
}

/** Starts a hop in front of 127.0.0.1:`behind`. It is stopped when the test finishes. */
export async function startTlsHop(behind: number, protocol: HopProtocol): Promise<TlsHop> {
  const folder = await mkdtemp(join(tmpdir(), 'hop-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const made = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', key, '-out', certificate],
    ],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  const pem = join(folder, 'hop.pem');
  await writeFile(pem, (await readFile(certificate, 'utf8')) + (await readFile(key, 'utf8')));
  const port = await freePort();
  const config = `
global
  maxconn 100
defaults
  mode ${protocol.mode}
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend hop
  bind 127.0.0.1:${port} ssl crt ${pem}
  ${protocol.frontend}
  default_backend proxy
backend proxy
  source ${HOP_ADDRESS}
  server proxy 127.0.0.1:${behind} ${protocol.server}
`;
  await startHaproxy(config, port);
  return { port, certificate: await readFile(certificate, 'utf8') };
}
