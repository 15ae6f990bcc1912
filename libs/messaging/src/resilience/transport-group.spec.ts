import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { createTransport } from '../create-transport.js';
import { DsnError } from '../dsn/dsn.js';
import { ManagedTransport } from './managed.transport.js';
import type { Channel } from '../message.js';
import { Outbox } from '../outbox.js';
import { startFakeVendor, VENDOR_SCRIPTS, type VendorFault } from '../testing/vendors/fake-vendor.js';
import { startHttpSink } from '../testing/sinks/http.sink.js';
import { messageFor } from '../testing/messages.js';
import { scriptedTransport, type Step } from '../testing/scripted-transport.js';
import { TransportGroup, type GroupMode } from './transport-group.js';
import { TransportError } from '../transport.js';

const SMS = messageFor('sms');
const NEVER = Number.MAX_SAFE_INTEGER;

/** A group of vendors by their steps, and who was asked. */
function group(mode: GroupMode, ...scripts: (readonly Step[])[]) {
  const vendors = scripts.map((steps, index) => scriptedTransport('abcdef'.charAt(index), steps));
  const members = vendors.map(({ transport }) => transport);
  const made = new TransportGroup(mode, members);
  const asked = () => vendors.map(({ messages }) => messages.length);
  return { made, vendors, asked, send: () => made.send(SMS, NEVER) };
}

describe('failover', () => {
  it('asks the first only, as long as it takes messages', async () => {
    const { send, asked } = group('failover', ['taken'], ['taken']);
    for (let index = 0; index < 3; index += 1) await send();
    expect(asked()).toEqual([3, 0]);
  });

  it.each(['refused', 'unreachable', 'unknown', 'timeout'] as const)(
    'asks the next one when one ended %s',
    async (step) => {
      const { send, asked } = group('failover', [step], ['taken'], ['taken']);
      await send();
      expect(asked()).toEqual([1, 1, 0]);
    },
  );

  it('makes one duplicate at most: after two that may have sent the message nobody is asked', async () => {
    const { send, asked } = group(
      'failover',
      ['refused'],
      ['timeout'],
      ['unreachable'],
      ['timeout'],
      ['taken'],
    );
    await expect(send()).rejects.toMatchObject({ outcome: 'unknown' });
    expect(asked()).toEqual([1, 1, 1, 1, 0]);
  });

  it('makes one duplicate at most however the groups are nested', async () => {
    const inner = group('roundrobin', ['timeout'], ['timeout']);
    const outer = scriptedTransport('z', ['taken']);
    const nested = new TransportGroup('failover', [inner.made, outer.transport]);
    await expect(nested.send(SMS, NEVER)).rejects.toMatchObject({ outcome: 'unknown' });
    expect([inner.asked(), outer.messages]).toEqual([[1, 1], []]);
  });

  it.each([
    [['refused', 'unreachable'], { outcome: 'refused', isTimeout: false, isOutage: false }],
    [['denied', 'unreachable'], { outcome: 'refused', isTimeout: false, isOutage: true }],
    [['unreachable', 'unreachable'], { outcome: 'unreachable', isTimeout: false, isOutage: true }],
    [['timeout', 'refused'], { outcome: 'unknown', isTimeout: false, isOutage: false }],
    [['timeout', 'timeout'], { outcome: 'unknown', isTimeout: true, isOutage: true }],
  ] as const)(
    'that failed everywhere (%s) says the surest thing that is true',
    async ([one, other], expected) => {
      const { send } = group('failover', [one], [other]);
      await expect(send()).rejects.toMatchObject(expected);
      await expect(send()).rejects.toThrow(/^failover\(x:\/\/a x:\/\/b\): x:\/\/a .+; x:\/\/b .+$/);
    },
  );

  it('passes on what is no failed delivery, as the bug it is', async () => {
    const { made, vendors } = group('failover', ['taken'], ['taken']);
    vi.spyOn(vendors[0]!.transport, 'send').mockRejectedValue(new TypeError('bug'));
    await expect(made.send(SMS, NEVER)).rejects.toThrow(TypeError);
  });

  describe('with time running', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it('asks nobody once the code is dead', async () => {
      const { made, vendors, asked } = group('failover', ['hang'], ['taken']);
      vi.spyOn(vendors[0]!.transport, 'send').mockImplementation(async () => {
        vi.setSystemTime(Date.now() + 5_000);
        throw new TransportError('unreachable', 'x://a was slow to fail');
      });
      await expect(made.send(SMS, Date.now() + 5_000)).rejects.toThrow('x://a was slow to fail');
      expect(asked()).toEqual([0, 0]);
    });

    it('leaves half of the time that is left to whoever comes next', async () => {
      const { made, asked } = group('failover', ['hang'], ['unreachable'], ['hang'], ['taken']);
      const sending = expect(made.send(SMS, Date.now() + 6_000)).rejects.toMatchObject({ isTimeout: false });
      await vi.advanceTimersByTimeAsync(2_999);
      expect(asked()).toEqual([1, 0, 0, 0]);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked()).toEqual([1, 1, 1, 0]);
      await vi.advanceTimersByTimeAsync(1_500);
      await sending;
    });

    it.each([['failover'], ['roundrobin']] as const)(
      'has answered after six seconds in all, however many vendors of a %s hang: the last one gets the rest',
      async (mode) => {
        const { made } = group(mode, ['hang'], ['hang'], ['hang']);
        const guarded = new ManagedTransport(made, 'sms');
        let isOver = false;
        const sending = guarded.send(SMS).catch(() => (isOver = true));
        await vi.advanceTimersByTimeAsync(6_000);
        expect(isOver).toBe(true);
        await sending;
        await guarded.close();
        expect(vi.getTimerCount()).toBe(0);
      },
    );

    it('ends a single vendor and a pair at six seconds, whatever their own deadlines are', async () => {
      const single = scriptedTransport('a', ['hang'], { options: 'timeout=6' });
      const pair = [
        scriptedTransport('b', ['hang'], { options: 'timeout=6' }),
        scriptedTransport('c', ['hang'], { options: 'timeout=6' }),
      ];
      const members = pair.map(({ transport }) => transport);
      const ended: string[] = [];
      const all = [single.transport, new TransportGroup('failover', members)].map((inner) =>
        new ManagedTransport(inner, 'sms').send(SMS).catch(() => ended.push(String(inner))),
      );
      await vi.advanceTimersByTimeAsync(5_999);
      expect(ended).toEqual([]);
      expect(pair.map(({ messages }) => messages.length)).toEqual([1, 1]);
      await vi.advanceTimersByTimeAsync(1);
      expect(ended).toHaveLength(2);
      await Promise.all(all);
    });

    it('gives each vendor its own deadline', async () => {
      const { made, asked } = group('failover', ['hang'], ['hang']);
      const sending = expect(made.send(SMS, NEVER)).rejects.toMatchObject({ isTimeout: true });
      await vi.advanceTimersByTimeAsync(9_999);
      expect(asked()).toEqual([1, 1]);
      await vi.advanceTimersByTimeAsync(1);
      await sending;
    });

    it('skips a vendor whose circuit is open, at once', async () => {
      const { send, asked } = group('failover', ['timeout'], ['taken']);
      for (let index = 0; index < 10; index += 1) await send();
      await send();
      expect(asked()).toEqual([10, 11]);
    });
  });
});

describe('round robin', () => {
  it('lets everybody be first in turn', async () => {
    const { send, asked } = group('roundrobin', ['taken'], ['taken'], ['taken']);
    for (let index = 0; index < 7; index += 1) await send();
    expect(asked()).toEqual([3, 2, 2]);
  });

  it('asks the others, in turn, when the first fails', async () => {
    const { send, asked } = group('roundrobin', ['taken'], ['unreachable'], ['unreachable']);
    for (let index = 0; index < 3; index += 1) await send();
    expect(asked()).toEqual([3, 1, 2]);
  });

  it('takes its turns within another group', async () => {
    const inner = group('roundrobin', ['taken'], ['taken']);
    const nested = new TransportGroup('failover', [inner.made]);
    for (let index = 0; index < 4; index += 1) await nested.send(SMS, NEVER);
    expect(inner.asked()).toEqual([2, 2]);
  });
});

describe('a group', () => {
  it('is checked at every vendor, and worth as much as the weakest', async () => {
    const a = scriptedTransport('a', ['taken']);
    const b = scriptedTransport('b', ['taken'], { checked: 'reached' });
    const lost = scriptedTransport('c', ['taken'], {
      checked: new TransportError('unreachable', 'x://c is away'),
    });
    expect(await new TransportGroup('failover', [a.transport, b.transport]).check()).toBe('reached');
    const group = new TransportGroup('failover', [a.transport, lost.transport, b.transport]);
    await expect(group.check()).rejects.toThrow('x://c is away');
  });

  it('has the vendors as its parts, each guarded as it would be alone', async () => {
    const { made } = group('failover', ['taken'], ['taken']);
    const nested = new TransportGroup('roundrobin', [made, scriptedTransport('z', ['taken']).transport]);
    const { members } = new ManagedTransport(nested, 'sms');
    expect(members.map(String)).toEqual(['x://a', 'x://b', 'x://z']);
    await members[0]?.send(SMS);
    await expect(members[0]?.send(messageFor('sms', { to: '1,2' }))).rejects.toMatchObject({
      outcome: 'refused',
    });
  });

  it('finishes a message with its next vendor before it closes, and closes them all', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { made, vendors, asked } = group('failover', ['hang'], ['taken']);
    const guarded = new ManagedTransport(made, 'sms');
    const sending = guarded.send(SMS);
    const closing = guarded.close();
    const closed = () => vendors.map(({ isClosed }) => isClosed());
    await vi.advanceTimersByTimeAsync(2_999);
    expect([asked(), closed()]).toEqual([
      [1, 0],
      [false, false],
    ]);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all([sending, closing]);
    expect([asked(), closed()]).toEqual([
      [1, 1],
      [true, true],
    ]);
    await expect(guarded.send(SMS)).rejects.toMatchObject({ outcome: 'unreachable' });
  });
});

describe('a DSN of a group', () => {
  function open(dsn: string, channel: Channel = 'sms', timeoutMs?: number) {
    const transport = createTransport(dsn, channel, { outbox: new Outbox(), timeoutMs });
    onTestFinished(() => transport.close());
    return transport;
  }

  async function fake(vendor: keyof typeof VENDOR_SCRIPTS, fault?: VendorFault) {
    const server = await startFakeVendor(VENDOR_SCRIPTS[vendor], fault);
    onTestFinished(() => server.stop());
    return server;
  }

  it('prints as it is written, without the secrets', () => {
    const transport = open(
      'failover(twilio://u:hunter2@default?from=1 roundrobin(smpp://u:hunter2@a outbox:))',
    );
    expect(transport.toString()).toBe('failover(twilio://default roundrobin(smpp://a outbox:))');
    expect(transport.members.map(String)).toEqual(['twilio://default', 'smpp://a', 'outbox:']);
  });

  it.each([
    [
      'failover(outbox: semaphore://u:hunter2@coop)',
      '"semaphore:" is no transport for sms. Known: outbox: aliyun:',
    ],
    ['failover(outbox: smtp://u:hunter2@host)', '"smtp:" is no transport for sms. Known: outbox: aliyun:'],
    ['failover(outbox: twilio://u:hunter2@default)', 'twilio://default needs the option "from"'],
    ['failover(outbox: smpp://u:hunter2@host?tiemout=1)', 'smpp://host has unknown options: tiemout; known:'],
    [
      'failover(outbox: smpp://u:hunter2@host?concurrency=0)',
      'the option "concurrency" is a number of messages from 1 to 1000',
    ],
  ])('%s is refused: %s', (dsn, text) => {
    const build = () => open(dsn);
    expect(build).toThrow(DsnError);
    expect(build).toThrow(text);
    expect(build).not.toThrow('hunter2');
  });

  it.each([
    'business limit',
    '429',
    '500',
    'redirect',
    'malformed JSON',
    'hang up',
    'silence',
    'slow drip',
  ] as const)('sends by the second vendor when the first one has the fault %s', async (fault) => {
    const [first, second] = [await fake('aliyun', fault), await fake('twilio')];
    await open(`failover(${first.dsn()} ${second.dsn()})`, 'sms', 200).send(SMS);
    expect([first.received.length, second.recipients]).toEqual([1, [SMS.to]]);
  });

  it('never follows the redirect of a vendor, nor sends it what the next one gets', async () => {
    const target = await startHttpSink();
    onTestFinished(() => target.stop());
    const sink = await startHttpSink((response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${target.port}/` }).end(),
    );
    onTestFinished(() => sink.stop());
    const second = await fake('tencent');
    await open(`failover(${VENDOR_SCRIPTS.twilio.dsn(sink.port)} ${second.dsn()})`).send(SMS);
    expect([target.received, second.recipients]).toEqual([[], [SMS.to]]);
  });
});
