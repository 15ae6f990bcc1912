import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface TestCertificate {
  key: string;
  cert: string;
  /** The certificate as a file, for the DSN option `ca`. */
  path: string;
  remove(): Promise<void>;
}

/** Generates a self-signed certificate for 127.0.0.1 and localhost, so that no key is committed. */
export async function testCertificate(): Promise<TestCertificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'messaging-'));
  const path = join(folder, 'ca.pem');
  await writeFile(path, cert);
  return { key, cert, path, remove: () => rm(folder, { recursive: true }) };
}
