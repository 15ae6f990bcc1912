/**
 * What a vendor's error code says: it refuses our credentials, it is failing, or it refuses the token or the request.
 * The last three are the values of `WrongReason`.
 */
export type CodeMeaning = 'secret' | 'outage' | 'invalid' | 'duplicate' | 'request';

export type CodeTable = ReadonlyMap<string, CodeMeaning>;

/** From what says most about our side to what says least. */
const PRECEDENCE: readonly CodeMeaning[] = ['secret', 'outage', 'duplicate', 'invalid', 'request'];

/**
 * The meaning of the codes of one answer, and the code that has it. A code that is in no table means `request`, because a
 * client may cause it: as an outage it would let any client open the circuit.
 */
export function meaningOf(
  codes: readonly string[],
  table: CodeTable,
): { meaning: CodeMeaning; code: string | undefined } {
  const known = (code: string) => table.get(code) ?? 'request';
  const meaning = PRECEDENCE.find((one) => codes.some((code) => known(code) === one)) ?? 'request';
  // Only a plain code is printed: a vendor's text may quote the token.
  const code = codes.find((one) => known(one) === meaning && /^[\w-]{1,64}$/.test(one));
  return { meaning, code };
}
