import { AppError, CommonErrors } from '@system-management/envelope';
import { TransportError } from '@system-management/messaging';
import type { RequestContext } from '@system-management/request-context';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import type { AuditEvent } from '../../../operations/logging/audit.js';
import { NOOP_TRACER } from '../../../operations/tracing/tracer.js';
import type { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { AuditIds } from '../keys/audit-ids.js';
import { CaptchaTelemetry, type OperationResult } from './captcha.telemetry.js';

const context = { tenant: 'default', ip: '203.0.113.77', requestId: 'r-1' } as RequestContext;
const issued = {
  codeID: 'Y1goJMD3qvs6jZ63QUXN',
  url: '',
  expire: 180,
  codeLength: 6,
  codeAlphabet: 'digits',
} as const;

function setUp() {
  const metrics = new Registry();
  const events: AuditEvent[] = [];
  const tenant = tenantWith();
  const tenants = { find: (code: string) => (code === tenant.code ? tenant : undefined) } as TenantRegistry;
  const telemetry = new CaptchaTelemetry(
    metrics,
    { record: (event) => void events.push(event) },
    NOOP_TRACER,
    new AuditIds([{ id: 'k1', secret: Buffer.alloc(32, 'one') }]),
    tenants,
    pino({ level: 'silent' }),
  );
  const observe = (result: OperationResult | Error) =>
    telemetry.observe({
      operation: { event: 'issue', type: 'email', use: 'login' },
      context: { ...context },
      resolve: () => ({ recipient: emailRecipient('jane@example.com'), codeID: issued.codeID }),
      run: async () => {
        if (result instanceof Error) throw result;
        return result;
      },
    });
  /** The counters that are not 0, by name and, if there is one, reason. */
  const counts = async (): Promise<Record<string, number>> => {
    const series = await metrics.getMetricsAsJSON();
    const values = series.flatMap(({ name, values: all }) =>
      all.map(({ value, labels }) => [[name, labels['reason']].filter(Boolean).join(' '), value] as const),
    );
    return Object.fromEntries(values.filter(([, value]) => value > 0));
  };
  return { observe, counts, events };
}

describe('CaptchaTelemetry.observe()', () => {
  it('counts a sent code as issued and delivered', async () => {
    const { observe, counts, events } = setUp();
    await observe({ issued, isDelivered: true });
    expect(await counts()).toEqual({ captcha_issued_total: 1, captcha_delivered_total: 1 });
    expect(events).toMatchObject([{ result: 'issued', network: '203.0.113.0/24', codeID: 'Y1goJM' }]);
  });

  it('counts a code that was just sent as repeated only: nothing is issued or delivered again', async () => {
    const { observe, counts, events } = setUp();
    await observe({ issued, isDelivered: false });
    expect(await counts()).toEqual({ captcha_repeated_total: 1 });
    expect(events).toMatchObject([{ event: 'issue', result: 'repeated', recipient: 'j***@e***.com' }]);
  });

  it.each([
    ['Delivery', new TransportError('refused', 'no')],
    ['Timeout', new TransportError('unknown', 'no')],
  ])('counts a failed delivery (%s) as issued and failed', async (_, cause) => {
    const { observe, counts } = setUp();
    const failure = new AppError(CommonErrors.Timeout, undefined, { cause });
    await expect(observe(failure)).rejects.toBe(failure);
    expect(await counts()).toEqual({ captcha_issued_total: 1, captcha_failed_total: 1 });
  });

  it.each([
    [new AppError(CommonErrors.Frequent, { retryAfter: 1 }), 'Frequent'],
    [new Error('bug'), 'System'],
  ])('counts a refusal by the name of its error: %s', async (failure, name) => {
    const { observe, counts, events } = setUp();
    await expect(observe(failure)).rejects.toBe(failure);
    expect(await counts()).toEqual({ [`captcha_refused_total ${name}`]: 1 });
    expect(events).toMatchObject([{ result: name }]);
  });
});
