import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Outbox, type OutboxMessage } from './outbox.js';

function entry(codeID: string, account = 'a@example.com'): Omit<OutboxMessage, 'at'> {
  const texts = { subject: '', text: 'code 482913', html: '' };
  return {
    codeID,
    type: 'email',
    use: 'login',
    tenant: 'default',
    account,
    code: '482913',
    language: 'en',
    ...texts,
  };
}

const ids = (messages: OutboxMessage[]) => messages.map(({ codeID }) => codeID);

describe('Outbox', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lists the newest first, with the time of its clock', async () => {
    let now = 0;
    const outbox = new Outbox({ now: () => (now += 1000) });
    outbox.add(entry('first'));
    outbox.add(entry('second'));
    expect(await outbox.messages()).toMatchObject([
      { codeID: 'second', at: '1970-01-01T00:00:02.000Z' },
      { codeID: 'first', at: '1970-01-01T00:00:01.000Z' },
    ]);
  });

  it('keeps the last 200', async () => {
    const outbox = new Outbox();
    for (let n = 1; n <= 201; n += 1) outbox.add(entry(`${n}`));
    const kept = ids(await outbox.messages());
    expect(kept).toHaveLength(200);
    expect([kept[0], kept.at(-1)]).toEqual(['201', '2']);
  });

  it('filters by exact account and codeID', async () => {
    const outbox = new Outbox();
    outbox.add(entry('one', 'a@example.com'));
    outbox.add(entry('two', 'b@example.com'));
    outbox.add(entry('image', ''));
    expect(ids(await outbox.messages({ account: 'a@example.com' }))).toEqual(['one']);
    expect(ids(await outbox.messages({ account: '' }))).toEqual(['image']);
    expect(ids(await outbox.messages({ codeID: 'two' }))).toEqual(['two']);
    expect(ids(await outbox.messages({ codeID: 'two', account: 'a@example.com' }))).toEqual([]);
    expect(ids(await outbox.messages({ account: 'A@example.com' }))).toEqual([]);
  });

  it('filters by a condition beside the others', async () => {
    const outbox = new Outbox();
    outbox.add(entry('one', 'a@example.com'));
    outbox.add(entry('two', 'b@example.com'));
    const matches = ({ account }: OutboxMessage) => account.startsWith('b');
    expect(ids(await outbox.messages({ matches }))).toEqual(['two']);
    expect(ids(await outbox.messages({ matches, codeID: 'one' }))).toEqual([]);
  });

  it('returns only messages newer than `after`, and waits for one', async () => {
    const outbox = new Outbox();
    outbox.add(entry('one'));
    outbox.add(entry('two'));
    outbox.add(entry('three'));
    expect(ids(await outbox.messages({ after: 'two' }))).toEqual(['three']);
    expect(ids(await outbox.messages({ after: 'gone' }))).toEqual(['three', 'two', 'one']);
    const waiting = outbox.messages({ account: 'a@example.com', after: 'three', waitMs: 60_000 });
    outbox.add(entry('four', 'b@example.com'));
    outbox.add(entry('five'));
    expect(ids(await waiting)).toEqual(['five']);
  });

  it('resolves at once when a message matches', async () => {
    const outbox = new Outbox();
    outbox.add(entry('one'));
    expect(ids(await outbox.messages({ codeID: 'one', waitMs: 60_000 }))).toEqual(['one']);
  });

  it('resolves at once with an empty list without waitMs', async () => {
    expect(await new Outbox().messages()).toEqual([]);
    expect(await new Outbox().messages({ waitMs: 0 })).toEqual([]);
  });

  it('resolves when a match arrives, not on other messages', async () => {
    const outbox = new Outbox();
    const onResolved = vi.fn();
    const waiting = outbox.messages({ account: 'a@example.com', waitMs: 60_000 }).then((messages) => {
      onResolved();
      return messages;
    });
    outbox.add(entry('other', 'b@example.com'));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(onResolved).not.toHaveBeenCalled();
    outbox.add(entry('mine', 'a@example.com'));
    expect(ids(await waiting)).toEqual(['mine']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('resolves all pending calls that match a message', async () => {
    const outbox = new Outbox();
    const waiting = [1, 2, 3].map(() => outbox.messages({ waitMs: 60_000 }));
    outbox.add(entry('one'));
    expect((await Promise.all(waiting)).map(ids)).toEqual([['one'], ['one'], ['one']]);
  });

  it('resolves with an empty list after waitMs', async () => {
    const waiting = new Outbox().messages({ waitMs: 5_000 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await waiting).toEqual([]);
  });

  it('resolves pending calls on close, and does not wait afterwards', async () => {
    const outbox = new Outbox();
    const waiting = outbox.messages({ waitMs: 60_000 });
    outbox.close();
    expect(await waiting).toEqual([]);
    expect(await outbox.messages({ waitMs: 60_000 })).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is empty after clear(), which returns how many messages there were', async () => {
    const outbox = new Outbox();
    outbox.add(entry('one'));
    outbox.add(entry('two'));
    expect(outbox.clear()).toBe(2);
    expect(await outbox.messages()).toEqual([]);
    expect(outbox.clear()).toBe(0);
    outbox.add(entry('three'));
    expect(ids(await outbox.messages())).toEqual(['three']);
  });

  it('clear() resolves pending reads with `after`, and lets the others wait', async () => {
    const outbox = new Outbox();
    outbox.add(entry('one'));
    const update = outbox.read({ after: 'one', waitMs: 60_000 });
    const other = outbox.messages({ account: 'b@example.com', waitMs: 60_000 });
    outbox.clear();
    expect(await update).toEqual({ messages: [], isComplete: true });
    outbox.add(entry('two', 'b@example.com'));
    expect(ids(await other)).toEqual(['two']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says whether a listing is complete, which one without `after` or with a removed `after` is', async () => {
    const outbox = new Outbox({ capacity: 2 });
    for (const id of ['one', 'two', 'three']) outbox.add(entry(id));
    const isComplete = async (after?: string) => (await outbox.read({ after })).isComplete;
    expect(await isComplete()).toBe(true);
    expect(await isComplete('two')).toBe(false);
    expect(await isComplete('three')).toBe(false);
    expect(await isComplete('one')).toBe(true);
  });

  it('does not wait if `after` is no longer stored', async () => {
    const waiting = new Outbox().read({ after: 'gone', waitMs: 60_000 });
    expect(await waiting).toEqual({ messages: [], isComplete: true });
  });

  it('contains no code in its JSON', () => {
    const outbox = new Outbox();
    outbox.add(entry('one'));
    expect(JSON.stringify(outbox)).not.toContain('482913');
  });
});
