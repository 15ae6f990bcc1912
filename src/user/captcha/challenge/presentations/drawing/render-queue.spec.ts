import { describe, expect, it } from 'vitest';
import { RenderQueue, type RenderQueueOptions } from './render-queue.js';

const BUSY = { definition: { name: 'Server' }, data: { retryAfter: 1 } };

/** A queue with a fake clock and event loop. Every drawing takes 2 ms of that clock. */
function setUp(options: RenderQueueOptions = {}) {
  let time = 0;
  const turns: (() => void)[] = [];
  const drawn: number[] = [];
  const queue = new RenderQueue({
    capacity: 4,
    sliceMs: 5,
    now: () => time,
    nextTurn: (callback) => turns.push(callback),
    ...options,
  });
  const draw = (id: number, failure?: Error): Promise<number> =>
    queue.run(() => {
      time += 2;
      drawn.push(id);
      if (failure) throw failure;
      return id;
    });
  const nextTurn = (): void => turns.splice(0).forEach((callback) => callback());
  return { queue, draw, drawn, turns, nextTurn };
}

describe('RenderQueue', () => {
  it('draws at once while the turn has time left', async () => {
    const { draw, drawn } = setUp();
    const results = Promise.all([draw(1), draw(2), draw(3)]);
    expect(drawn).toEqual([1, 2, 3]);
    expect(await results).toEqual([1, 2, 3]);
  });

  it('defers what exceeds the slice to the next turn, in order', async () => {
    const { draw, drawn, nextTurn } = setUp();
    const results = Promise.all([1, 2, 3, 4, 5, 6, 7].map((id) => draw(id)));
    expect(drawn).toEqual([1, 2, 3]);
    nextTurn();
    expect(drawn).toEqual([1, 2, 3, 4, 5, 6]);
    nextTurn();
    expect(drawn).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await results).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('draws new drawings after the waiting ones', async () => {
    const { draw, drawn, nextTurn } = setUp();
    const results = [1, 2, 3, 4].map((id) => draw(id));
    nextTurn();
    results.push(draw(5));
    expect(drawn).toEqual([1, 2, 3, 4, 5]);
    for (const id of [6, 7, 8]) results.push(draw(id));
    expect(drawn).toEqual([1, 2, 3, 4, 5, 6]);
    results.push(draw(9));
    nextTurn();
    expect(drawn).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await Promise.all(results);
  });

  it('refuses drawings beyond its capacity with Server and retryAfter, and accepts new ones in the next turn', async () => {
    const { draw, drawn, nextTurn } = setUp();
    const results = Promise.all([1, 2, 3, 4, 5, 6, 7].map((id) => draw(id)));
    await expect(draw(8)).rejects.toMatchObject(BUSY);
    nextTurn();
    const late = draw(9);
    nextTurn();
    expect(drawn).toEqual([1, 2, 3, 4, 5, 6, 7, 9]);
    expect(await late).toBe(9);
    await results;
  });

  it('rethrows the error of a drawing, and continues', async () => {
    const { draw, drawn, nextTurn } = setUp();
    const failure = new RangeError('cannot draw');
    await expect(draw(1, failure)).rejects.toBe(failure);
    const first = Promise.all([draw(2), draw(3)]);
    const failing = draw(4, failure);
    const last = draw(5);
    nextTurn();
    await expect(failing).rejects.toBe(failure);
    expect(await last).toBe(5);
    await first;
    expect(drawn).toEqual([1, 2, 3, 4, 5]);
  });

  it('schedules no turn after one without drawings', async () => {
    const { draw, turns, nextTurn } = setUp();
    await draw(1);
    nextTurn();
    expect(turns).toEqual([]);
  });

  it('lets other work of the event loop run between slices', async () => {
    const queue = new RenderQueue({ sliceMs: 0.5 });
    const order: string[] = [];
    const busy = (ms: number): void => {
      for (const end = performance.now() + ms; performance.now() < end;);
    };
    const drawings = Promise.all(
      ['1', '2', '3'].map((name) => queue.run(() => (busy(1), order.push(`drawing ${name}`)))),
    );
    const others = new Promise<void>((resolve) =>
      setImmediate(() => (order.push('another request'), resolve())),
    );
    await Promise.all([drawings, others]);
    expect(order.indexOf('another request')).toBeLessThan(order.indexOf('drawing 3'));
  });
});
