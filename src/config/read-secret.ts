import type { SettingsReader } from './reader/settings-reader.js';
import { secretProblem } from './secret-strength.js';

/** Reads a secret of ours whose text is the key; `''` when absent. Production refuses a weak one. */
export function readSecret(read: SettingsReader, name: string): string {
  const text = read.text(name, '');
  const problem = read.isProduction && text ? secretProblem(Buffer.from(text)) : undefined;
  read.addProblem(name, problem !== undefined, problem ?? '');
  return text;
}
