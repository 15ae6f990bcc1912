/** Installs the packages of `test/clients` if its lock file has changed since the last installation. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const lockFile = `${folder}package-lock.json`;
/** A copy of the lock file that is installed. `npm ci` removes it with the rest of the folder. */
const installed = `${folder}node_modules/.installed.json`;

function isInstalled() {
  try {
    return readFileSync(installed, 'utf8') === readFileSync(lockFile, 'utf8');
  } catch {
    return false;
  }
}

if (!isInstalled()) {
  execFileSync('npm', ['ci', '--no-fund', '--prefix', folder], { stdio: 'inherit' });
  copyFileSync(lockFile, installed);
}
