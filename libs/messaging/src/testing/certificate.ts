import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface TestCertificate {
  key: string;
  cert: string;
  /** The certificate as a file, for the option `ca` of a DSN or URL. */
  path: string;
  remove(): Promise<void>;
}

export interface TestCertificateOptions {
  /** Host names and IP addresses. @default `localhost` and `127.0.0.1` */
  readonly names?: readonly string[];
  /** The authority that signs it. @default itself; it can then sign others */
  readonly issuer?: Pick<TestCertificate, 'key' | 'cert'>;
}

/** Generates a certificate, so that no key is committed. */
export async function testCertificate({
  names = ['localhost', '127.0.0.1'],
  issuer,
}: TestCertificateOptions = {}): Promise<TestCertificate> {
  // An issuer of the same name would look like the certificate itself.
  const commonName = issuer ? 'test server' : 'test authority';
  const { cert, private: key } = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...(issuer && { ca: issuer }),
    extensions: [
      { name: 'basicConstraints', cA: !issuer },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  const path = join(folder, 'ca.pem');
  await writeFile(path, cert);
  return { key, cert, path, remove: () => rm(folder, { recursive: true }) };
}
