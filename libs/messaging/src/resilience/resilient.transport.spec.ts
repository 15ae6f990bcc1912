import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { scriptedTransport, type Step } from '../testing/scripted-transport.js';
import { messageFor } from '../testing/messages.js';

const NEVER = Number.MAX_SAFE_INTEGER;
const SMS = messageFor('sms');
const outage = { outcome: 'unknown' };
const leftAlone = { outcome: 'unreachable', message: 'x://a is left alone after too many failures' };

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function vendor(steps: readonly Step[], options = '') {
  const scripted = scriptedTransport('a', steps, { options });
  const send = () => scripted.transport.send(SMS, NEVER);
  const sendAll = (count: number) => Promise.allSettled(Array.from({ length: count }, send));
  return { ...scripted, send, sendAll };
}

describe('a delivery', () => {
  it('is given up on at the deadline', async () => {
    const { send } = vendor(['hang'], 'timeout=3');
    const sending = expect(send()).rejects.toMatchObject({ ...outage, isTimeout: true });
    await vi.advanceTimersByTimeAsync(3_000);
    await sending;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is given up on when its code dies, if that is earlier', async () => {
    const { transport } = scriptedTransport('a', ['hang']);
    const sending = expect(transport.send(SMS, Date.now() + 700)).rejects.toMatchObject(outage);
    await vi.advanceTimersByTimeAsync(700);
    await sending;
  });

  it('of a code that is dead already never reaches the vendor', async () => {
    const { transport, messages } = scriptedTransport('a', ['taken']);
    await expect(transport.send(SMS, Date.now())).rejects.toMatchObject({ outcome: 'refused' });
    expect(messages).toEqual([]);
  });
});

describe('deliveries to one vendor', () => {
  it('are so many at a time, fifty unless the DSN says otherwise', async () => {
    const few = vendor(['hang'], 'concurrency=3');
    const many = vendor(['hang']);
    const sending = [few.sendAll(10), many.sendAll(100)];
    await vi.advanceTimersByTimeAsync(0);
    expect([few.mostRunning(), many.mostRunning()]).toEqual([3, 50]);
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(sending);
  });

  it('that wait for a place are turned away at half of their time, unsent, and say nothing about the vendor', async () => {
    const { send, sendAll, messages } = vendor(['hang', 'taken'], 'concurrency=1');
    const [first, ...waiting] = Array.from({ length: 3 }, () => sendAll(1));
    await vi.advanceTimersByTimeAsync(2_500);
    for (const [result] of await Promise.all(waiting)) {
      const busy = { outcome: 'unreachable', isTimeout: true, isOutage: false };
      expect(result).toMatchObject({ reason: { ...busy, message: 'x://a is busy: no place in time' } });
    }
    expect(messages).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_500);
    await first;
    expect(vi.getTimerCount()).toBe(0);
    // Whoever left takes no place.
    await send();
    expect(messages).toHaveLength(2);
  });

  it('go in the order they came, each as soon as there is a place', async () => {
    const { send, messages } = vendor(['hang', 'taken'], 'concurrency=1&timeout=2');
    const first = send().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_500);
    const waiting = [send(), send()];
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all([first, ...waiting]);
    expect(messages).toHaveLength(3);
  });

  it('that find four times as many waiting are turned away at once', async () => {
    const { sendAll, send } = vendor(['hang'], 'concurrency=2');
    const sending = sendAll(10);
    await expect(send()).rejects.toMatchObject({
      outcome: 'unreachable',
      isOutage: false,
      message: 'x://a is busy: too many wait already',
    });
    await vi.advanceTimersByTimeAsync(5_000);
    await sending;
  });
});

describe('the circuit breaker of a vendor', () => {
  /** How many of so many messages, one after the other, reached the vendor. */
  async function reached(steps: readonly Step[], count: number): Promise<number> {
    const { send, messages } = vendor(steps);
    for (let index = 0; index < count; index += 1) await send().catch(() => undefined);
    return messages.length;
  }

  it.each(['timeout', 'unreachable', 'unknown'] as const)('opens within 20 failures (%s)', async (step) => {
    expect(await reached([step], 100)).toBeLessThanOrEqual(20);
  });

  it('opens within 20 failures of a vendor that was well for long', async () => {
    const well = Array.from({ length: 200 }, () => 'taken' as const);
    expect(await reached([...well, 'timeout'], 300)).toBeLessThanOrEqual(220);
  });

  it('stays closed however many recipients the vendor refuses', async () => {
    expect(await reached(['refused'], 100)).toBe(100);
  });

  it('stays closed when one message in three fails', async () => {
    const steps = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 'timeout' : 'taken') as Step);
    expect(await reached(steps, 60)).toBe(60);
  });

  async function opened(steps: readonly Step[] = ['timeout']) {
    const failing = Array.from({ length: 10 }, () => 'timeout' as const);
    const scripted = vendor([...failing, ...steps]);
    for (let n = 0; n < failing.length; n += 1) await expect(scripted.send()).rejects.toMatchObject(outage);
    return scripted;
  }

  it('answers at once when it is open, without the vendor', async () => {
    const { send, messages } = await opened();
    await expect(send()).rejects.toMatchObject(leftAlone);
    expect(messages).toHaveLength(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets one message try after ten seconds, and answers the others at once meanwhile', async () => {
    const { send, messages } = await opened(['hang']);
    vi.setSystemTime(Date.now() + 9_999);
    await expect(send()).rejects.toMatchObject(leftAlone);
    vi.setSystemTime(Date.now() + 1);
    const probe = expect(send()).rejects.toMatchObject(outage);
    for (let index = 0; index < 5; index += 1) await expect(send()).rejects.toMatchObject(leftAlone);
    expect(messages).toHaveLength(11);
    await vi.advanceTimersByTimeAsync(5_000);
    await probe;
    await expect(send()).rejects.toMatchObject(leftAlone);
  });

  it.each(['taken', 'refused'] as const)('closes when the one that tries is %s', async (step) => {
    const { send, messages } = await opened([step, 'taken']);
    vi.setSystemTime(Date.now() + 10_000);
    await send().catch(() => undefined);
    await send();
    await send();
    expect(messages).toHaveLength(13);
  });

  it('frees those who wait for a place when it opens', async () => {
    const failing = Array.from({ length: 9 }, () => 'timeout' as const);
    const { send, sendAll, messages } = vendor([...failing, 'hang'], 'concurrency=1');
    for (let n = 0; n < failing.length; n += 1) await send().catch(() => undefined);
    const last = sendAll(1);
    await vi.advanceTimersByTimeAsync(4_000);
    const waiting = sendAll(4);
    await vi.advanceTimersByTimeAsync(1_000);
    await last;
    for (const result of await waiting) expect(result).toMatchObject({ reason: leftAlone });
    expect(messages).toHaveLength(10);
  });

  it('does not stand in the way of a check', async () => {
    const { transport } = await opened();
    expect(await transport.check()).toBe('authenticated');
  });
});
