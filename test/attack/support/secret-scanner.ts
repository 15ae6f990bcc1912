import { createHash } from 'node:crypto';

/** Characters of a needle that are looked up; none may be shorter. */
const STEM = 6;
/** A rolling hash of so many characters (Karp and Rabin), so that a place costs a few additions and not a string. */
const BASE = 31;
const DROPPED = BASE ** STEM;
const roll = (hash: number, comes: number, goes = 0): number =>
  (Math.imul(hash, BASE) + comes - Math.imul(goes, DROPPED)) | 0;

/** Finds many secrets in a lot of text, in every form in which one is still a secret given away. */
export class SecretScanner {
  private readonly byStem = new Map<string, { readonly needle: string; readonly what: string }[]>();
  /** One mark for each hash of a stem, by its lower 24 bits: all forms of all secrets are about a million. */
  private readonly marks = new Uint8Array(2 ** 24);

  /** Adds a secret: as it is, reversed, in hex, in base64 at any offset, and hashed without a key. */
  add(what: string, secret: string | Buffer): void {
    for (const [form, needle] of formsOf(secret)) this.addExactly(`${what}, ${form}`, needle);
  }

  /** Every find, as a sentence that does not repeat the secret. */
  *findIn(where: string, text: string): Generator<string> {
    let hash = 0;
    for (let end = 0; end < text.length; end++) {
      hash = roll(hash, text.charCodeAt(end), end < STEM ? 0 : text.charCodeAt(end - STEM));
      if (end < STEM - 1 || this.marks[hash & (this.marks.length - 1)] === 0) continue;
      const at = end + 1 - STEM;
      for (const { needle, what } of this.byStem.get(text.slice(at, at + STEM)) ?? []) {
        if (text.startsWith(needle, at)) yield `${what}, in ${where}`;
      }
    }
  }

  private addExactly(what: string, needle: string): void {
    if (needle.length < STEM) throw new Error(`too short to be looked for: ${what}`);
    const stem = needle.slice(0, STEM);
    const hash = [...stem].reduce((sum, character) => roll(sum, character.charCodeAt(0)), 0);
    this.marks[hash & (this.marks.length - 1)] = 1;
    const known = this.byStem.get(stem);
    if (known) known.push({ needle, what });
    else this.byStem.set(stem, [{ needle, what }]);
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
  // One needle is enough where two forms are the same.
  return new Map(
    [...new Map([...forms].map(([form, needle]) => [needle, form]))].map(([needle, form]) => [form, needle]),
  );
}

/** The characters that the secret alone decides, whatever stands before and after it in the encoded text. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const bits = (offset + bytes.length) * 8;
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
}
