import { createTransport, type Message, Outbox, TransportError } from '@system-management/messaging';
import { startHttpSink } from '@system-management/messaging/testing';
import { Registry } from 'prom-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NOOP_TRACER } from '../operations/tracing/tracer.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { MeasuredTransport } from './measured.transport.js';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
/** 71 characters outside GSM 7-bit: two segments. */
const TEXT = '码'.repeat(71);

const sms: Message = {
  channel: 'sms',
  to: '+8613800138000',
  sign: 'Acme',
  subject: '',
  text: TEXT,
  html: '',
  metadata: {
    codeID: 'id',
    type: 'phone',
    use: 'login',
    tenant: 'default',
    language: 'zh-CN',
    code: '042137',
    expire: 180,
  },
};

/** Sends the message to a vendor that answers so, and returns the counted segments. */
async function segmentsOf(dsnAt: (port: number) => string, status = 200): Promise<object[]> {
  const vendor = await startHttpSink((response) =>
    response.writeHead(status).end(JSON.stringify({ Code: 'OK' })),
  );
  onTestFinished(() => vendor.stop());
  const transport = createTransport(dsnAt(vendor.port), 'sms', { outbox: new Outbox() });
  onTestFinished(() => transport.close());
  const registry = new Registry();
  const measured = new MeasuredTransport(transport, new DeliveryMetrics(registry), NOOP_TRACER);
  await measured.send(sms).catch((error: unknown) => expect(error).toBeInstanceOf(TransportError));
  expect(vendor.received.length).toBeGreaterThan(0);
  return (await registry.getSingleMetric('captcha_sms_segments_total')!.get()).values;
}

const webhook = (port: number): string => `webhook+http://127.0.0.1:${port}/?secret=${SECRET}`;
const aliyun = (port: number): string =>
  `aliyun://key:secret@default?endpoint=http://127.0.0.1:${port}&template=SMS_1`;

describe('MeasuredTransport.send(): the segments of SMS', () => {
  it('are counted by tenant, purpose and language when the vendor has accepted the text', async () => {
    expect(await segmentsOf(webhook)).toEqual([
      { value: 2, labels: { tenant: 'default', use: 'login', language: 'zh-CN' } },
    ]);
  });

  it('are not counted when the vendor refuses the message', async () => {
    expect(await segmentsOf(webhook, 400)).toEqual([]);
  });

  it('are not counted when the vendor sends its own template, whose length is not known', async () => {
    expect(await segmentsOf(aliyun)).toEqual([]);
  });
});
