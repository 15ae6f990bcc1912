import { describe, expect, it, vi } from 'vitest';
import type { CodeFormat } from '../../code/code-format.js';
import type { PresentedCode } from '../presentation.js';
import type { DrawingJob } from './drawing-thread.js';
import { PicturePool } from './picture-pool.js';

const FORMAT: CodeFormat = { length: 6, alphabet: 'ABC' };
/** As many pictures of one format are kept ready. */
const POOL_SIZE = 256;

/** A pool whose thread draws when the test says so, with numbers for codes. */
function setUp() {
  const jobs: (DrawingJob & { fill(): void; fail(): void })[] = [];
  let next = 0;
  const thread = {
    draw: (job: DrawingJob) =>
      new Promise<readonly PresentedCode[]>((resolve, reject) => {
        const pictures = Array.from({ length: job.count }, () => ({ code: `${next++}`, url: '' }));
        jobs.push({ ...job, fill: () => resolve(pictures), fail: () => reject(new Error('killed')) });
      }),
    close: vi.fn(async () => undefined),
  };
  const logger = { error: vi.fn() };
  const pool = new PicturePool(thread, logger);
  const settled = () => new Promise(setImmediate);
  const fill = async () => {
    jobs.splice(0).forEach((job) => job.fill());
    await settled();
  };
  const drawing = () => jobs.reduce((sum, { count }) => sum + count, 0);
  return { pool, jobs, thread, logger, fill, drawing, settled };
}

describe('PicturePool', () => {
  it('has nothing before the thread has drawn, and draws as many as are kept ready, once', () => {
    const { pool, drawing } = setUp();
    for (let i = 0; i < 3; i++) expect(pool.take(FORMAT)).toBeUndefined();
    expect(drawing()).toBe(POOL_SIZE);
  });

  it('hands out each picture once, and draws as many again', async () => {
    const { pool, fill, drawing } = setUp();
    pool.take(FORMAT);
    await fill();
    const codes = Array.from({ length: POOL_SIZE }, () => pool.take(FORMAT)?.code);
    expect(new Set(codes).size).toBe(POOL_SIZE);
    expect(codes).not.toContain(undefined);
    expect(pool.take(FORMAT)).toBeUndefined();
    expect(drawing()).toBe(POOL_SIZE);
  });

  it('keeps the pictures of formats apart', async () => {
    const { pool, jobs, fill } = setUp();
    const other = { ...FORMAT, length: 4 };
    pool.take(FORMAT);
    expect(jobs.every(({ format }) => format === FORMAT)).toBe(true);
    await fill();
    expect(pool.take(other)).toBeUndefined();
    expect(jobs.every(({ format }) => format === other)).toBe(true);
  });

  it('keeps pictures of eight formats, and draws none of others', () => {
    const { pool, drawing } = setUp();
    for (let length = 4; length <= 12; length++) pool.take({ ...FORMAT, length });
    expect(drawing()).toBe(8 * POOL_SIZE);
  });

  it('logs once that the thread has failed, and draws nothing more', async () => {
    const { pool, jobs, logger, drawing, settled } = setUp();
    pool.take(FORMAT);
    jobs.splice(0).forEach((job) => job.fail());
    await settled();
    expect(pool.take(FORMAT)).toBeUndefined();
    expect(drawing()).toBe(0);
    expect(logger.error.mock.calls).toEqual([
      [{ err: new Error('killed') }, expect.stringContaining('the drawing thread failed')],
    ]);
  });

  it('has nothing without a thread', () => {
    expect(new PicturePool(undefined, { error: vi.fn() }).take(FORMAT)).toBeUndefined();
  });

  it('closes the thread and draws nothing afterwards', async () => {
    const { pool, thread, drawing } = setUp();
    await pool.onApplicationShutdown();
    expect(thread.close).toHaveBeenCalledOnce();
    expect(pool.take(FORMAT)).toBeUndefined();
    expect(drawing()).toBe(0);
  });
});
