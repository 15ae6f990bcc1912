/** Bytes of a secret: HS256 needs a key as long as its hash (RFC 7518 §3.2). */
const SECRET_BYTES = 32;

/** Bytes of a webhook's secret (https://www.standardwebhooks.com). */
export const WEBHOOK_SECRET_BYTES = 24;

/** Secrets that this repository prints. A test finds every one of them. ← add yours */
const PUBLISHED = [
  'local-development-only', // .env
  'QSBtYWRlLXVwIHNlY3JldCBmb3IgdGhlIFJFQURNRQ==', // the example of a webhook
  'bm90IGEgc2VjcmV0LCB0aGlzIGlzIGEgZGVtbyE=', // the demo tenant
  'a-secret-of-this-test-only-0123456789', // tests
  'a-secret-of-the-deployed-system-32b', // tests
].flatMap((text) => formsOf(Buffer.from(text)));

/**
 * Bits per byte, as Shannon's entropy of the byte values. 32 hex digits have 3.6 on average, and less than this once in
 * more than a billion drawings; a secret of few letters, or of one run, has less.
 */
const LEAST_ENTROPY = 2.5;

/**
 * What makes a secret of ours unfit for production: that it is published here, too short, a sequence, a repetition, or of
 * little variety, also if it is the hex or base64 of such bytes. Other weak secrets, such as a sentence, are not found.
 * @param secret the bytes that are used as the key
 * @param least bytes that it needs. @default 32
 * @returns the problem without the secret; `undefined` when there is none
 */
export function secretProblem(secret: Buffer, least = SECRET_BYTES): string | undefined {
  // A word may have been taken for base64. Its last character encodes a rest of bits, and may have changed.
  const base64 = Buffer.from(secret.toString('base64').replaceAll('=', '').slice(0, -1));
  const forms = [base64, ...formsOf(secret)];
  if (forms.some((form) => PUBLISHED.some((published) => form.includes(published)))) {
    return 'is published in the repository of this service: draw a new one';
  }
  if (secret.length < least) return `has ${secret.length} bytes, at least ${least} are needed`;
  return forms.some(isPredictable) ? 'is not random: draw a new one' : undefined;
}

/** The bytes, and what they decode to while they are hex or base64 text. */
function formsOf(bytes: Buffer): Buffer[] {
  const text = bytes.toString('latin1').trim();
  const encoding = /^(?:[0-9a-f]{2})+$/i.test(text) ? 'hex' : 'base64';
  const isText = encoding === 'hex' || /^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(text);
  return isText ? [bytes, ...formsOf(Buffer.from(text, encoding))] : [bytes];
}

function isPredictable(bytes: Buffer): boolean {
  const steps = bytes.subarray(1).map((byte, at) => byte - bytes[at]!);
  return entropyOf(bytes) < LEAST_ENTROPY || entropyOf(steps) < LEAST_ENTROPY || isRepetition(bytes);
}

function entropyOf(bytes: Uint8Array): number {
  const counts = new Map<number, number>();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / bytes.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
}

/** Whether the bytes are a part that is written twice or more; the last time may be cut. */
function isRepetition(bytes: Buffer): boolean {
  const lengths = Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => index + 1);
  return lengths.some((length) => bytes.subarray(length).equals(bytes.subarray(0, -length)));
}
