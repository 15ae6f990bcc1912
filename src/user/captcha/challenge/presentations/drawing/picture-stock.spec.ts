import { describe, expect, it, vi } from 'vitest';
import type { CodeFormat } from '../../code/code-format.js';
import type { PresentedCode } from '../presentation.js';
import type { PictureOrder } from './drawing-thread.js';
import { PictureStock } from './picture-stock.js';

const FORMAT: CodeFormat = { length: 6, alphabet: 'ABC' };
/** As many pictures of one format are kept ready. */
const READY = 256;

/** A stock whose thread draws when the test says so, with numbers for codes. */
function setUp() {
  const orders: (PictureOrder & { fill(): void; fail(): void })[] = [];
  let next = 0;
  const thread = {
    draw: (order: PictureOrder) =>
      new Promise<readonly PresentedCode[]>((resolve, reject) => {
        const pictures = Array.from({ length: order.count }, () => ({ code: `${next++}`, url: '' }));
        orders.push({ ...order, fill: () => resolve(pictures), fail: () => reject(new Error('killed')) });
      }),
    close: vi.fn(async () => undefined),
  };
  const logger = { error: vi.fn() };
  const stock = new PictureStock(thread, logger);
  const settled = () => new Promise(setImmediate);
  const fill = async () => {
    orders.splice(0).forEach((order) => order.fill());
    await settled();
  };
  const ordered = () => orders.reduce((sum, { count }) => sum + count, 0);
  return { stock, orders, thread, logger, fill, ordered, settled };
}

describe('PictureStock', () => {
  it('has nothing before the thread has drawn, and orders as much as is kept ready once', () => {
    const { stock, ordered } = setUp();
    for (let i = 0; i < 3; i++) expect(stock.take(FORMAT)).toBeUndefined();
    expect(ordered()).toBe(READY);
  });

  it('hands out each picture once, and orders what was handed out', async () => {
    const { stock, fill, ordered } = setUp();
    stock.take(FORMAT);
    await fill();
    const codes = Array.from({ length: READY }, () => stock.take(FORMAT)?.code);
    expect(new Set(codes).size).toBe(READY);
    expect(codes).not.toContain(undefined);
    expect(stock.take(FORMAT)).toBeUndefined();
    expect(ordered()).toBe(READY);
  });

  it('keeps the pictures of formats apart', async () => {
    const { stock, orders, fill } = setUp();
    const other = { ...FORMAT, length: 4 };
    stock.take(FORMAT);
    expect(orders.every(({ format }) => format === FORMAT)).toBe(true);
    await fill();
    expect(stock.take(other)).toBeUndefined();
    expect(orders.every(({ format }) => format === other)).toBe(true);
  });

  it('keeps pictures of eight formats, and orders none of others', () => {
    const { stock, ordered } = setUp();
    for (let length = 4; length <= 12; length++) stock.take({ ...FORMAT, length });
    expect(ordered()).toBe(8 * READY);
  });

  it('logs once that the thread has failed, and orders nothing more', async () => {
    const { stock, orders, logger, ordered, settled } = setUp();
    stock.take(FORMAT);
    orders.splice(0).forEach((order) => order.fail());
    await settled();
    expect(stock.take(FORMAT)).toBeUndefined();
    expect(ordered()).toBe(0);
    expect(logger.error.mock.calls).toEqual([
      [{ err: new Error('killed') }, expect.stringContaining('the drawing thread failed')],
    ]);
  });

  it('has nothing without a thread', () => {
    expect(new PictureStock(undefined, { error: vi.fn() }).take(FORMAT)).toBeUndefined();
  });

  it('closes the thread and orders nothing afterwards', async () => {
    const { stock, thread, ordered } = setUp();
    await stock.onApplicationShutdown();
    expect(thread.close).toHaveBeenCalledOnce();
    expect(stock.take(FORMAT)).toBeUndefined();
    expect(ordered()).toBe(0);
  });
});
