import { createHash } from 'node:crypto';

/** Length of the indexed prefix of a pattern, in characters; the minimum length of a pattern. */
const STEM = 6;
/** Base of the rolling hash (Karp and Rabin): each position costs a few additions instead of a substring. */
const BASE = 31;
const DROPPED = BASE ** STEM;
const roll = (hash: number, added: number, removed = 0): number =>
  (Math.imul(hash, BASE) + added - Math.imul(removed, DROPPED)) | 0;

/** Searches large texts for many secrets in encoded, reversed and hashed forms. */
export class SecretScanner {
  private readonly byStem = new Map<string, { readonly pattern: string; readonly label: string }[]>();
  /** A Bloom filter of one hash: the lower 24 bits of each stem's hash. Sized for about a million patterns. */
  private readonly marks = new Uint8Array(2 ** 24);

  /**
   * Adds a secret in these forms: plain, lower case, reversed, hex, base64 at any offset, and unkeyed hashes.
   * @throws {Error} when a form is shorter than six characters
   */
  add(label: string, secret: string | Buffer): void {
    for (const [form, pattern] of formsOf(secret)) this.addPattern(`${label}, ${form}`, pattern);
  }

  /** Yields one description per match, without the secret. */
  *findIn(where: string, text: string): Generator<string> {
    let hash = 0;
    for (let end = 0; end < text.length; end++) {
      hash = roll(hash, text.charCodeAt(end), end < STEM ? 0 : text.charCodeAt(end - STEM));
      if (end < STEM - 1 || this.marks[hash & (this.marks.length - 1)] === 0) continue;
      const at = end + 1 - STEM;
      for (const { pattern, label } of this.byStem.get(text.slice(at, at + STEM)) ?? []) {
        if (text.startsWith(pattern, at)) yield `${label}, in ${where}`;
      }
    }
  }

  private addPattern(label: string, pattern: string): void {
    if (pattern.length < STEM) throw new Error(`pattern shorter than ${STEM} characters: ${label}`);
    const stem = pattern.slice(0, STEM);
    const hash = [...stem].reduce((sum, character) => roll(sum, character.charCodeAt(0)), 0);
    this.marks[hash & (this.marks.length - 1)] = 1;
    const patterns = this.byStem.get(stem);
    if (patterns) patterns.push({ pattern, label });
    else this.byStem.set(stem, [{ pattern, label }]);
  }
}

function formsOf(secret: string | Buffer): Map<string, string> {
  const bytes = Buffer.from(secret as string);
  const text = typeof secret === 'string' ? secret : secret.toString('latin1');
  const forms = new Map([
    ['plain', text],
    ['in lower case', text.toLowerCase()],
    ['reversed', [...text].reverse().join('')],
    ['in hex', bytes.toString('hex')],
    ['in HEX', bytes.toString('hex').toUpperCase()],
  ]);
  for (const offset of [0, 1, 2]) forms.set(`in base64 at ${offset}`, base64At(bytes, offset));
  for (const name of ['md5', 'sha1', 'sha256'] as const) {
    const digest = createHash(name).update(bytes).digest();
    forms.set(`as ${name} in hex`, digest.toString('hex'));
    forms.set(`as ${name} in bytes`, digest.toString('latin1'));
    forms.set(`as ${name} in base64`, digest.toString('base64').replace(/=+$/, ''));
    forms.set(`as ${name} in base64url`, digest.toString('base64url'));
  }
  // Remove forms with equal text.
  return new Map(
    [...new Map([...forms].map(([form, pattern]) => [pattern, form]))].map(([pattern, form]) => [
      form,
      pattern,
    ]),
  );
}

/** The base64 characters that depend on the secret only, not on the bytes before and after it. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const bits = (offset + bytes.length) * 8;
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
}
