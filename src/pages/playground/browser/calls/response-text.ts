/** Data URIs are cut after this many characters. */
const MAX_DATA_URI_LENGTH = 64;

/** A response of the API. */
export interface Envelope {
  readonly code?: unknown;
  readonly data?: unknown;
}

/** @returns `undefined` for a text that is not JSON */
export function parseEnvelope(text: string): Envelope | undefined {
  try {
    return JSON.parse(text) as Envelope;
  } catch {
    return undefined;
  }
}

/** Indents a response and shortens its data URIs. */
export function responseText(envelope: Envelope): string {
  const shorten = (_key: string, value: unknown) =>
    typeof value === 'string' && value.startsWith('data:') && value.length > MAX_DATA_URI_LENGTH
      ? `${value.slice(0, MAX_DATA_URI_LENGTH)}… (${value.length})`
      : value;
  return JSON.stringify(envelope, shorten, 2);
}
