import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { scriptedTransport, type Step } from '../testing/scripted-transport.js';
import { messageFor } from '../testing/messages.js';
import type { ResilientTransport } from './resilient.transport.js';

const NEVER = Number.MAX_SAFE_INTEGER;
const SMS = messageFor('sms');
const deliver = (transport: ResilientTransport, deadline = NEVER) => transport.send(SMS, deadline);
const outage = { outcome: 'unknown' };
const circuitOpen = { outcome: 'unreachable', message: 'x://a was skipped: its circuit breaker is open' };

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function vendor(steps: readonly Step[], options = '') {
  const scripted = scriptedTransport('a', steps, { options });
  const send = () => deliver(scripted.transport);
  const sendAll = (count: number) => Promise.allSettled(Array.from({ length: count }, send));
  return { ...scripted, send, sendAll };
}

describe('ResilientTransport: the deadline', () => {
  it('aborts a delivery after the timeout of the DSN', async () => {
    const { send } = vendor(['hang'], 'timeout=3');
    const sending = expect(send()).rejects.toMatchObject({ ...outage, isTimeout: true });
    await vi.advanceTimersByTimeAsync(3_000);
    await sending;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('aborts a delivery when its code expires earlier', async () => {
    const { transport } = scriptedTransport('a', ['hang']);
    const sending = expect(deliver(transport, Date.now() + 700)).rejects.toMatchObject(outage);
    await vi.advanceTimersByTimeAsync(700);
    await sending;
  });

  it('refuses an expired code without a request to the vendor', async () => {
    const { transport, messages } = scriptedTransport('a', ['accepted']);
    await expect(deliver(transport, Date.now())).rejects.toMatchObject({ outcome: 'refused' });
    expect(messages).toEqual([]);
  });
});

describe('ResilientTransport: the bulkhead', () => {
  it('runs as many deliveries at a time as the option concurrency allows, fifty by default', async () => {
    const few = vendor(['hang'], 'concurrency=3');
    const many = vendor(['hang']);
    const sending = [few.sendAll(10), many.sendAll(100)];
    await vi.advanceTimersByTimeAsync(0);
    expect([few.maxActive(), many.maxActive()]).toEqual([3, 50]);
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(sending);
  });

  it('rejects a queued delivery after half of its time, unsent, and does not count an outage', async () => {
    const { send, sendAll, messages } = vendor(['hang', 'accepted'], 'concurrency=1');
    const [first, ...waiting] = Array.from({ length: 3 }, () => sendAll(1));
    await vi.advanceTimersByTimeAsync(2_500);
    for (const [result] of await Promise.all(waiting)) {
      const busy = { outcome: 'unreachable', isTimeout: true, isOutage: false };
      expect(result).toMatchObject({ reason: { ...busy, message: 'x://a is busy: no free slot in time' } });
    }
    expect(messages).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_500);
    await first;
    expect(vi.getTimerCount()).toBe(0);
    // A delivery that left the queue occupies no slot.
    await send();
    expect(messages).toHaveLength(2);
  });

  it('starts queued deliveries in order, each as soon as a slot is free', async () => {
    const { send, messages } = vendor(['hang', 'accepted'], 'concurrency=1&timeout=2');
    const first = send().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_500);
    const waiting = [send(), send()];
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all([first, ...waiting]);
    expect(messages).toHaveLength(3);
  });

  it('rejects a delivery at once when the queue holds four times the concurrency', async () => {
    const { sendAll, send } = vendor(['hang'], 'concurrency=2');
    const sending = sendAll(10);
    await expect(send()).rejects.toMatchObject({
      outcome: 'unreachable',
      isOutage: false,
      message: 'x://a is busy: its queue is full',
    });
    await vi.advanceTimersByTimeAsync(5_000);
    await sending;
  });
});

describe('ResilientTransport: the circuit breaker', () => {
  /** Sends `count` messages one after the other. @returns how many reached the vendor */
  async function reached(steps: readonly Step[], count: number): Promise<number> {
    const { send, messages } = vendor(steps);
    for (let index = 0; index < count; index += 1) await send().catch(() => undefined);
    return messages.length;
  }

  it.each(['timeout', 'unreachable', 'unknown'] as const)('opens within 20 failures (%s)', async (step) => {
    expect(await reached([step], 100)).toBeLessThanOrEqual(20);
  });

  it('opens within 20 failures after a long period without failures', async () => {
    const healthy = Array.from({ length: 200 }, () => 'accepted' as const);
    expect(await reached([...healthy, 'timeout'], 300)).toBeLessThanOrEqual(220);
  });

  it('stays closed when the vendor refuses every recipient', async () => {
    expect(await reached(['refused'], 100)).toBe(100);
  });

  it('stays closed when one message in three fails', async () => {
    const steps = Array.from(
      { length: 60 },
      (_, index) => (index % 3 === 0 ? 'timeout' : 'accepted') as Step,
    );
    expect(await reached(steps, 60)).toBe(60);
  });

  async function opened(steps: readonly Step[] = ['timeout']) {
    const failing = Array.from({ length: 10 }, () => 'timeout' as const);
    const scripted = vendor([...failing, ...steps]);
    for (let n = 0; n < failing.length; n += 1) await expect(scripted.send()).rejects.toMatchObject(outage);
    return scripted;
  }

  it('rejects at once while open, without a request to the vendor', async () => {
    const { send, messages } = await opened();
    await expect(send()).rejects.toMatchObject(circuitOpen);
    expect(messages).toHaveLength(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets one message probe the vendor after ten seconds and rejects the others at once', async () => {
    const { send, messages } = await opened(['hang']);
    vi.setSystemTime(Date.now() + 9_999);
    await expect(send()).rejects.toMatchObject(circuitOpen);
    vi.setSystemTime(Date.now() + 1);
    const probe = expect(send()).rejects.toMatchObject(outage);
    for (let index = 0; index < 5; index += 1) await expect(send()).rejects.toMatchObject(circuitOpen);
    expect(messages).toHaveLength(11);
    await vi.advanceTimersByTimeAsync(5_000);
    await probe;
    await expect(send()).rejects.toMatchObject(circuitOpen);
  });

  it.each(['accepted', 'refused'] as const)('closes when the probe is %s', async (step) => {
    const { send, messages } = await opened([step, 'accepted']);
    vi.setSystemTime(Date.now() + 10_000);
    await send().catch(() => undefined);
    await send();
    await send();
    expect(messages).toHaveLength(13);
  });

  it('rejects queued deliveries when it opens', async () => {
    const failing = Array.from({ length: 9 }, () => 'timeout' as const);
    const { send, sendAll, messages } = vendor([...failing, 'hang'], 'concurrency=1');
    for (let n = 0; n < failing.length; n += 1) await send().catch(() => undefined);
    const last = sendAll(1);
    await vi.advanceTimersByTimeAsync(4_000);
    const waiting = sendAll(4);
    await vi.advanceTimersByTimeAsync(1_000);
    await last;
    for (const result of await waiting) expect(result).toMatchObject({ reason: circuitOpen });
    expect(messages).toHaveLength(10);
  });

  it('does not block check()', async () => {
    const { transport } = await opened();
    expect(await transport.check()).toBe('authenticated');
  });
});
