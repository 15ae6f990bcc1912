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
 * What the vendor does with the next message: takes it, or fails so; `timeout` is an unknown one, `denied` a refusal of
 * whoever sends.
 */
export type Step = 'taken' | 'hang' | 'timeout' | 'denied' | DeliveryOutcome;

interface Script {
  /** Options of its DSN. */
  options?: string;
  /** What a check finds. */
  checked?: CheckResult | TransportError;
}

/** A vendor that does what it is told, step by step, the last step for ever; behind real limits. */
export function scriptedTransport(
  name: string,
  steps: readonly Step[],
  { options = '', checked = 'authenticated' }: Script = {},
) {
  const messages: Message[] = [];
  let running = 0;
  let mostRunning = 0;
  let isClosed = false;
  const vendor: VendorTransport = {
    send: async (message, signal) => {
      messages.push(message);
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      try {
        await act(steps[Math.min(messages.length, steps.length) - 1] ?? 'taken', signal);
      } finally {
        running -= 1;
      }
    },
    check: async () => {
      if (checked instanceof TransportError) throw checked;
      return checked;
    },
    close: async () => void (isClosed = true),
    toString: () => `x://${name}`,
  };
  const act = async (step: Step, signal: AbortSignal): Promise<void> => {
    if (step === 'taken') return;
    if (step === 'timeout') throw new TransportError('unknown', `x://${name} timed out`, true);
    if (step === 'denied') throw new TransportError('refused', `x://${name} denied`, false, true);
    if (step !== 'hang') throw new TransportError(step, `x://${name} ${step}`);
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new TransportError('unknown', `x://${name} hung`, true)));
    });
  };
  const transport = new ResilientTransport(vendor, Dsn.parse(`x://${name}?${options}`), {
    outbox: new Outbox(),
  });
  return { transport, messages, mostRunning: () => mostRunning, isClosed: () => isClosed };
}
