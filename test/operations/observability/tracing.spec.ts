import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../../support/app.js';
import { settlesWithin } from '../../support/wait.js';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: readonly Attribute[];
}

/** The body of an OTLP export: https://opentelemetry.io/docs/specs/otlp/ */
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

const SERVER = 2;
const ERROR = 2;

describe('POST …/captcha: OpenTelemetry traces', () => {
  const exports: { path: string | undefined; body: Export }[] = [];
  let collector: Server | undefined;
  afterEach(async () => {
    exports.length = 0;
    collector?.close();
    if (collector) await once(collector, 'close');
    collector = undefined;
  });
  const collect = async (): Promise<string> => {
    collector = createServer((request, response) => {
      void json(request).then((body) => {
        exports.push({ path: request.url, body: body as Export });
        response.setHeader('Content-Type', 'application/json').end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    return `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  };
  const spans = (): readonly ReceivedSpan[] =>
    exports.flatMap(({ body }) =>
      body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
  const attributes = ({ attributes: all }: { readonly attributes: readonly Attribute[] }) =>
    Object.fromEntries(all.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

  it('nests request, captcha and delivery spans under the caller’s span, and exports them by OTLP on close', async () => {
    const app = await TestApp.start({
      env: { ...UNLIMITED, OTEL_EXPORTER_OTLP_ENDPOINT: await collect() },
    });
    const account = 'jane@example.com';
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await app.post(CAPTCHA, { use: 'login', type: 'email', account }, { traceparent });
    await app.close();

    expect(exports[0]?.path).toBe('/v1/traces');
    expect(attributes(exports[0]!.body.resourceSpans[0]!.resource)).toMatchObject({
      'service.name': 'system-management',
    });
    const [request, captcha, delivery] = [`POST ${CAPTCHA}`, 'captcha issue', 'deliver'].map((name) =>
      spans().find((span) => span.name === name),
    );
    expect(request).toMatchObject({ kind: SERVER, traceId: '0af7651916cd43dd8448eb211c80319c' });
    expect(request?.parentSpanId).toBe('b7ad6b7169203331');
    expect(attributes(request!)).toEqual({
      'http.request.method': 'POST',
      'http.route': CAPTCHA,
      'http.response.status_code': 200,
    });
    expect(captcha?.parentSpanId).toBe(request?.spanId);
    expect(delivery?.parentSpanId).toBe(captcha?.spanId);
    expect(attributes(delivery!)).toEqual({ transport: 'outbox:' });
    expect(JSON.stringify(exports)).not.toContain('jane');
  });

  it('nests the spans of requests that are handled together under their own request', async () => {
    const app = await TestApp.start({
      env: { ...UNLIMITED, OTEL_EXPORTER_OTLP_ENDPOINT: await collect() },
    });
    const image = { use: 'login', type: 'image' };
    const traces = Array.from({ length: 40 }, (_, index) => `${index + 10}`.padStart(32, '0'));
    await Promise.all(
      traces.map((id) => app.post(CAPTCHA, image, { traceparent: `00-${id}-b7ad6b7169203331-01` })),
    );
    await app.close();
    for (const id of traces) {
      const own = spans().filter(({ traceId }) => traceId === id);
      const [request, captcha] = [`POST ${CAPTCHA}`, 'captcha issue'].map((name) =>
        own.find((span) => span.name === name),
      );
      expect(captcha?.parentSpanId).toBe(request?.spanId);
      expect(captcha?.parentSpanId).toBeDefined();
    }
  });

  it('marks a failed span with the name of the error, without its message', async () => {
    const app = await TestApp.start({
      env: {
        ...UNLIMITED,
        OTEL_EXPORTER_OTLP_ENDPOINT: await collect(),
        MAIL_DSN: 'smtp://127.0.0.1:1?from=a@b.example',
      },
    });
    await app.post(CAPTCHA, { use: 'login', type: 'email', account: 'jane@example.com' });
    await app.close();
    const captcha = spans().find(({ name }) => name === 'captcha issue');
    expect(captcha?.status).toEqual({ code: ERROR });
    expect(attributes(captcha!)).toMatchObject({ 'error.type': 'Delivery' });
  });

  it('neither fails a request nor delays close() if the collector is unreachable', async () => {
    const app = await TestApp.start({
      env: { ...UNLIMITED, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
    });
    expect((await app.post(CAPTCHA, { use: 'login', type: 'image' })).status).toBe(200);
    const closing = app.close();
    expect(await settlesWithin(5000, closing)).toBe(true);
    await closing;
  });
});
