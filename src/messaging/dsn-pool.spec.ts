import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DsnPool } from './dsn-pool.js';

/** Milliseconds until what is unused is closed. */
const GRACE_MS = 60_000;

/** What the pool opens: it records whether it was closed, and how often it was opened. */
class Connection {
  isClosed = false;
  constructor(private readonly name: string) {}
  async close(): Promise<void> {
    this.isClosed = true;
  }
  toString(): string {
    return this.name;
  }
}

describe('DsnPool', () => {
  let pool: DsnPool<Connection>;
  let opened: Connection[];
  let removed: string[];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    opened = [];
    removed = [];
    pool = new DsnPool((name) => removed.push(name));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Gets by a key such as `smtp://user:secret@host`, named without its secret. */
  const get = (key: string): Connection =>
    pool.get(key, () => {
      const connection = new Connection(key.replace(/\/\/.*@/, '//'));
      opened.push(connection);
      return connection;
    });

  it('opens each DSN once, at its first use', () => {
    const first = get('smtp://a');
    expect(get('smtp://a')).toBe(first);
    expect(get('smtp://b')).not.toBe(first);
    expect(opened).toHaveLength(2);
    expect([...pool.entries()]).toEqual([
      ['smtp://a', first],
      ['smtp://b', opened[1]],
    ]);
  });

  it('opens again what could not be opened', () => {
    const fail = () => {
      throw new Error('not opened');
    };
    expect(() => pool.get('smtp://a', fail)).toThrow('not opened');
    expect(get('smtp://a')).toBe(opened[0]);
  });

  it('closes what is not used any more after a minute, and removes its metric series then', async () => {
    const [used, unused] = [get('smtp://a'), get('smtp://b')];
    pool.retainOnly(new Set(['smtp://a', 'smtp://not-opened']));
    expect([...pool.entries()]).toEqual([['smtp://a', used]]);
    await vi.advanceTimersByTimeAsync(GRACE_MS - 1);
    expect(unused.isClosed).toBe(false);
    expect(removed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(unused.isClosed).toBe(true);
    expect(removed).toEqual(['smtp://b']);
    expect(used.isClosed).toBe(false);
  });

  it('opens anew what is used again within that minute, and closes the old one only', async () => {
    const old = get('smtp://a');
    pool.retainOnly(new Set());
    const current = get('smtp://a');
    expect(current).not.toBe(old);
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect([old.isClosed, current.isClosed]).toEqual([true, false]);
    expect(removed).toEqual([]);
  });

  it('keeps the series of a name until the last DSN with it is closed', async () => {
    get('smtp://u:old@host');
    pool.retainOnly(new Set());
    get('smtp://u:new@host');
    await vi.advanceTimersByTimeAsync(GRACE_MS / 2);
    pool.retainOnly(new Set());
    await vi.advanceTimersByTimeAsync(GRACE_MS / 2);
    expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(removed).toEqual([]);
    await vi.advanceTimersByTimeAsync(GRACE_MS / 2);
    expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    expect(removed).toEqual(['smtp://host']);
  });

  it('closes all at once at the end, what waits for its minute too, and nothing twice', async () => {
    const [used, unused] = [get('smtp://a'), get('smtp://b')];
    pool.retainOnly(new Set(['smtp://a']));
    const closed = vi.spyOn(unused, 'close');
    await pool.close();
    expect([used.isClosed, unused.isClosed]).toEqual([true, true]);
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('ends after everything is closed', async () => {
    let finish = (): void => undefined;
    vi.spyOn(get('smtp://a'), 'close').mockReturnValue(new Promise((resolve) => (finish = resolve)));
    let hasEnded = false;
    const end = pool.close().then(() => (hasEnded = true));
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(hasEnded).toBe(false);
    finish();
    await end;
  });
});
