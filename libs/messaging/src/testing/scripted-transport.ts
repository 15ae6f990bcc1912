import { Dsn } from '../dsn/dsn.js';
import { ResilientTransport } from '../resilience/resilient.transport.js';
import type { Message } from '../message.js';
import { Outbox } from '../outbox.js';
import {
  TransportError,
  type CheckResult,
  type DeliveryOutcome,
  type VendorTransport,
} from '../transport.js';

/**
 * How the vendor handles one message: accepts it, never responds (`hang`), or fails with an outcome. `timeout` is an
 * `unknown` outcome at the deadline, `denied` a refusal of the credentials, `busy` an `unreachable` one without an outage.
 */
export type Step = 'accepted' | 'hang' | 'timeout' | 'denied' | 'busy' | DeliveryOutcome;

interface Script {
  /** Query of its DSN. */
  options?: string;
  /** Result of `check()`. */
  checked?: CheckResult | TransportError;
}

/** A fake vendor in a real `ResilientTransport`. Runs the steps in order and repeats the last one. */
export function scriptedTransport(
  name: string,
  steps: readonly Step[],
  { options = '', checked = 'authenticated' }: Script = {},
) {
  const messages: Message[] = [];
  let active = 0;
  let maxActive = 0;
  let isClosed = false;
  const vendor: VendorTransport = {
    carriesStrongCodes: true,
    send: async (message, signal) => {
      messages.push(message);
      active += 1;
      maxActive = Math.max(maxActive, active);
      try {
        await perform(steps[Math.min(messages.length, steps.length) - 1] ?? 'accepted', signal);
      } finally {
        active -= 1;
      }
    },
    check: async () => {
      if (checked instanceof TransportError) throw checked;
      return checked;
    },
    close: async () => void (isClosed = true),
    toString: () => `x://${name}`,
  };
  const perform = async (step: Step, signal: AbortSignal): Promise<void> => {
    if (step === 'accepted') return;
    if (step === 'timeout') throw new TransportError('unknown', `x://${name} timed out`, true);
    if (step === 'denied') throw new TransportError('refused', `x://${name} denied`, false, true);
    if (step === 'busy') throw new TransportError('unreachable', `x://${name} is busy`, true, false);
    if (step !== 'hang') throw new TransportError(step, `x://${name} ${step}`);
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new TransportError('unknown', `x://${name} hung`, true)));
    });
  };
  const transport = new ResilientTransport(vendor, Dsn.parse(`x://${name}?${options}`), {
    outbox: new Outbox(),
  });
  return { transport, messages, maxActive: () => maxActive, isClosed: () => isClosed };
}
