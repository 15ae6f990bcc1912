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
import type { GroupMode } from '../dsn/parse-dsns.js';
import { TransportGroup } from './transport-group.js';
import { TransportError } from '../transport.js';

const SMS = messageFor('sms');
const NEVER = Number.MAX_SAFE_INTEGER;

/** A group of scripted vendors; `attempts` returns the number of messages each vendor received. */
function group(mode: GroupMode, ...scripts: (readonly Step[])[]) {
  const vendors = scripts.map((steps, index) => scriptedTransport('abcdef'.charAt(index), steps));
  const members = vendors.map(({ transport }) => transport);
  const transport = new TransportGroup(mode, members);
  const attempts = () => vendors.map(({ messages }) => messages.length);
  return { transport, vendors, attempts, send: () => transport.send(SMS, NEVER) };
}

describe('TransportGroup: failover', () => {
  it('uses the first vendor only while it accepts messages', async () => {
    const { send, attempts } = group('failover', ['accepted'], ['accepted']);
    for (let index = 0; index < 3; index += 1) await send();
    expect(attempts()).toEqual([3, 0]);
  });

  it.each(['refused', 'unreachable', 'unknown', 'timeout'] as const)(
    'tries the next vendor after the outcome %s',
    async (step) => {
      const { send, attempts } = group('failover', [step], ['accepted'], ['accepted']);
      await send();
      expect(attempts()).toEqual([1, 1, 0]);
    },
  );

  it('makes one duplicate at most: stops after the second unknown outcome', async () => {
    const { send, attempts } = group(
      'failover',
      ['refused'],
      ['timeout'],
      ['unreachable'],
      ['timeout'],
      ['accepted'],
    );
    await expect(send()).rejects.toMatchObject({ outcome: 'unknown' });
    expect(attempts()).toEqual([1, 1, 1, 1, 0]);
  });

  it('makes one duplicate at most in nested groups', async () => {
    const inner = group('roundrobin', ['timeout'], ['timeout']);
    const outer = scriptedTransport('z', ['accepted']);
    const nested = new TransportGroup('failover', [inner.transport, outer.transport]);
    await expect(nested.send(SMS, NEVER)).rejects.toMatchObject({ outcome: 'unknown' });
    expect([inner.attempts(), outer.messages]).toEqual([[1, 1], []]);
  });

  it.each([
    [['refused', 'refused'], { outcome: 'refused', isTimeout: false, isOutage: false }],
    [['refused', 'unreachable'], { outcome: 'refused', isTimeout: false, isOutage: false }],
    [['denied', 'refused'], { outcome: 'refused', isTimeout: false, isOutage: false }],
    [['denied', 'unreachable'], { outcome: 'refused', isTimeout: false, isOutage: true }],
    [['denied', 'busy'], { outcome: 'refused', isTimeout: false, isOutage: true }],
    [['busy', 'busy'], { outcome: 'unreachable', isTimeout: true, isOutage: false }],
    [['unreachable', 'unreachable'], { outcome: 'unreachable', isTimeout: false, isOutage: true }],
    [['timeout', 'refused'], { outcome: 'unknown', isTimeout: false, isOutage: false }],
    [['timeout', 'timeout'], { outcome: 'unknown', isTimeout: true, isOutage: true }],
  ] as const)('combines the failures %s of its vendors', async ([one, other], expected) => {
    const { send } = group('failover', [one], [other]);
    await expect(send()).rejects.toMatchObject(expected);
    await expect(send()).rejects.toThrow(/^failover\(x:\/\/a x:\/\/b\): x:\/\/a .+; x:\/\/b .+$/);
  });

  it('reports a refusal of the message if a vendor refused it and none may have sent it', async () => {
    const failures = ['refused', 'denied', 'busy', 'unreachable', 'unknown', 'timeout'] as const;
    const triples = failures.flatMap((a) => failures.flatMap((b) => failures.map((c) => [a, b, c] as const)));
    for (const [a, b, c] of triples) {
      const steps: readonly Step[] = [a, b, c];
      const isUncertain = steps.includes('unknown') || steps.includes('timeout');
      const isMessageRefusal = steps.includes('refused') && !isUncertain;
      const { send } = group('failover', [a], [b], [c]);
      await expect(send(), `${a}, ${b}, ${c}`).rejects.toMatchObject({ isMessageRefusal });
    }
  });

  it('rethrows an error that is not a TransportError', async () => {
    const { transport, vendors } = group('failover', ['accepted'], ['accepted']);
    vi.spyOn(vendors[0]!.transport, 'send').mockRejectedValue(new TypeError('bug'));
    await expect(transport.send(SMS, NEVER)).rejects.toThrow(TypeError);
  });

  describe('with deadlines', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it('tries no further vendor after the deadline', async () => {
      const { transport, vendors, attempts } = group('failover', ['hang'], ['accepted']);
      vi.spyOn(vendors[0]!.transport, 'send').mockImplementation(async () => {
        vi.setSystemTime(Date.now() + 5_000);
        throw new TransportError('unreachable', 'x://a was slow to fail');
      });
      await expect(transport.send(SMS, Date.now() + 5_000)).rejects.toThrow('x://a was slow to fail');
      expect(attempts()).toEqual([0, 0]);
    });

    it('gives each vendor but the last half of the remaining time', async () => {
      const { transport, attempts } = group('failover', ['hang'], ['unreachable'], ['hang'], ['accepted']);
      const sending = expect(transport.send(SMS, Date.now() + 6_000)).rejects.toMatchObject({
        isTimeout: false,
      });
      await vi.advanceTimersByTimeAsync(2_999);
      expect(attempts()).toEqual([1, 0, 0, 0]);
      await vi.advanceTimersByTimeAsync(1);
      expect(attempts()).toEqual([1, 1, 1, 0]);
      await vi.advanceTimersByTimeAsync(1_500);
      await sending;
    });

    it.each([['failover'], ['roundrobin']] as const)(
      'ends after six seconds in all when every vendor of a %s hangs',
      async (mode) => {
        const { transport } = group(mode, ['hang'], ['hang'], ['hang']);
        const managed = new ManagedTransport(transport, 'sms');
        let isOver = false;
        const sending = managed.send(SMS).catch(() => (isOver = true));
        await vi.advanceTimersByTimeAsync(6_000);
        expect(isOver).toBe(true);
        await sending;
        await managed.close();
        expect(vi.getTimerCount()).toBe(0);
      },
    );

    it('ends a single vendor and a pair at six seconds, whatever their timeouts are', async () => {
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

    it('applies the timeout of each vendor', async () => {
      const { transport, attempts } = group('failover', ['hang'], ['hang']);
      const sending = expect(transport.send(SMS, NEVER)).rejects.toMatchObject({ isTimeout: true });
      await vi.advanceTimersByTimeAsync(9_999);
      expect(attempts()).toEqual([1, 1]);
      await vi.advanceTimersByTimeAsync(1);
      await sending;
    });

    it('skips a vendor with an open circuit at once', async () => {
      const { send, attempts } = group('failover', ['timeout'], ['accepted']);
      for (let index = 0; index < 10; index += 1) await send();
      await send();
      expect(attempts()).toEqual([10, 11]);
    });
  });
});

describe('TransportGroup: roundrobin', () => {
  it('starts with each vendor in turn', async () => {
    const { send, attempts } = group('roundrobin', ['accepted'], ['accepted'], ['accepted']);
    for (let index = 0; index < 7; index += 1) await send();
    expect(attempts()).toEqual([3, 2, 2]);
  });

  it('tries the other vendors in order when the first fails', async () => {
    const { send, attempts } = group('roundrobin', ['accepted'], ['unreachable'], ['unreachable']);
    for (let index = 0; index < 3; index += 1) await send();
    expect(attempts()).toEqual([3, 1, 2]);
  });

  it('rotates inside another group', async () => {
    const inner = group('roundrobin', ['accepted'], ['accepted']);
    const nested = new TransportGroup('failover', [inner.transport]);
    for (let index = 0; index < 4; index += 1) await nested.send(SMS, NEVER);
    expect(inner.attempts()).toEqual([2, 2]);
  });
});

describe('TransportGroup in a ManagedTransport', () => {
  it('checks every vendor and returns the weakest result', async () => {
    const a = scriptedTransport('a', ['accepted']);
    const b = scriptedTransport('b', ['accepted'], { checked: 'reached' });
    const failing = scriptedTransport('c', ['accepted'], {
      checked: new TransportError('unreachable', 'x://c is away'),
    });
    expect(await new TransportGroup('failover', [a.transport, b.transport]).check()).toBe('reached');
    const group = new TransportGroup('failover', [a.transport, failing.transport, b.transport]);
    await expect(group.check()).rejects.toThrow('x://c is away');
  });

  it('exposes each vendor as a managed member', async () => {
    const { transport } = group('failover', ['accepted'], ['accepted']);
    const nested = new TransportGroup('roundrobin', [
      transport,
      scriptedTransport('z', ['accepted']).transport,
    ]);
    const { members } = new ManagedTransport(nested, 'sms');
    expect(members.map(String)).toEqual(['x://a', 'x://b', 'x://z']);
    await members[0]?.send(SMS);
    await expect(members[0]?.send(messageFor('sms', { to: '1,2' }))).rejects.toMatchObject({
      outcome: 'refused',
    });
  });

  it('completes a delivery by the next vendor before it closes all vendors', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { transport, vendors, attempts } = group('failover', ['hang'], ['accepted']);
    const managed = new ManagedTransport(transport, 'sms');
    const sending = managed.send(SMS);
    const closing = managed.close();
    const closed = () => vendors.map(({ isClosed }) => isClosed());
    await vi.advanceTimersByTimeAsync(2_999);
    expect([attempts(), closed()]).toEqual([
      [1, 0],
      [false, false],
    ]);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all([sending, closing]);
    expect([attempts(), closed()]).toEqual([
      [1, 1],
      [true, true],
    ]);
    await expect(managed.send(SMS)).rejects.toMatchObject({ outcome: 'unreachable' });
  });
});

describe('createTransport() for groups', () => {
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

  it('prints the group without secrets', () => {
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
      'the option "concurrency" must be a number of calls from 1 to 1000',
    ],
  ])('rejects %s: %s', (dsn, text) => {
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
  ] as const)('sends by the second vendor when the first has the fault %s', async (fault) => {
    const [first, second] = [await fake('aliyun', fault), await fake('twilio')];
    await open(`failover(${first.dsn()} ${second.dsn()})`, 'sms', 200).send(SMS);
    expect([first.received.length, second.recipients]).toEqual([1, [SMS.to]]);
  });

  it('does not follow a redirect and sends by the next vendor', async () => {
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
