import { TransportError } from '../transport.js';

/** `.test` is reserved (RFC 6761 §6.2): no real mailbox has such an address. */
const ADDRESS = /^(timeout|refused)(?:\+[^@]*)?@simulator\.test$/i;

/**
 * The failure that an address selects, as the mailbox simulators of Amazon SES and Resend do: `timeout@simulator.test` and
 * `refused@simulator.test`, also with a tag (`refused+1@simulator.test`). Neither counts as an outage: a client must not
 * be able to open the circuit breaker.
 * @returns `undefined` for every other recipient
 */
export function simulatedFailure(to: string, transport: string): TransportError | undefined {
  switch (ADDRESS.exec(to)?.[1]?.toLowerCase()) {
    case 'timeout':
      return new TransportError('unknown', `${transport} simulates a timeout`, true, false);
    case 'refused':
      return new TransportError('refused', `${transport} simulates a refusal`, false, false);
    default:
      return undefined;
  }
}
