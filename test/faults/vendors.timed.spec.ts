import type { ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { startFaultySmtp } from '../../libs/messaging/src/testing/sinks/faulty-smtp.js';
import { startHttpSink } from '../../libs/messaging/src/testing/sinks/http.sink.js';
import { CODE } from '../support/requests.js';
import { ServiceProcess } from '../support/service-process.js';
import { CAPTCHA } from '../support/app.js';
import { send } from '../support/send.js';
import { unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import { VirtualUsers } from './support/virtual-users.js';
import { mailDsn, Sinks, smsDsn } from './support/sinks.js';
import { USER_LIMITS, checkRun } from './support/check-run.js';
import { logMetric, SEED } from '../support/vitest/profile.js';

const TIMEOUT_S = 1;
/** Time allowed in addition to the transport's timeout, in milliseconds. */
const GRACE_MS = 300;
/** Requests to each faulty vendor: too few to open the circuit breaker. */
const TRIES = 7;

/** A vendor with one fault, and the expected `code` of each response. */
interface Vendor {
  readonly tenant: string;
  readonly type: 'email' | 'phone';
  readonly dsn: string;
  readonly expected: readonly number[];
  /** Connections (SMTP) or requests (HTTP) so far. */
  readonly handed: () => number;
}

const smtp = async (
  tenant: string,
  faults: Parameters<typeof startFaultySmtp>[0],
  expected: readonly number[],
  options = '',
): Promise<Vendor> => {
  const server = await startFaultySmtp(faults);
  onTestFinished(() => server.stop());
  const dsn = mailDsn(server.port, TIMEOUT_S) + options;
  return { tenant, type: 'email', dsn, expected, handed: () => server.opened() };
};

const sms = async (
  tenant: string,
  respond: (response: ServerResponse) => void,
  expected: readonly number[],
): Promise<Vendor> => {
  const server = await startHttpSink(respond);
  onTestFinished(() => server.stop());
  return {
    tenant,
    type: 'phone',
    dsn: smsDsn(server.port, TIMEOUT_S),
    expected,
    handed: () => server.received.length,
  };
};

it('REL-05, REL-06: answers with the contract’s error within the timeout when a vendor fails, and serves the other vendors', async () => {
  const redirected = await startHttpSink();
  onTestFinished(() => redirected.stop());
  const { ok, timeout, delivery, needImage } = CODE;
  // A message that may have arrived stays counted, so the next one needs an image after five; a rejected one is given back.
  const uncertain = [...Array<number>(5).fill(timeout), ...Array<number>(TRIES - 5).fill(needImage)];
  const each = (code: number): number[] => Array<number>(TRIES).fill(code);
  const vendors = [
    await smtp('mail-no-greeting', { greeting: 'silence' }, each(timeout)),
    await smtp('mail-slow-data', { message: 'silence' }, uncertain),
    await smtp('mail-4xx', { RCPT: '451 later' }, each(delivery)),
    await smtp('mail-5xx', { RCPT: '550 nobody here' }, each(delivery)),
    await smtp('mail-reset', { MAIL: 'hang up' }, each(delivery)),
    await smtp('mail-bad-tls', { EHLO: '250-hello\r\n250 STARTTLS' }, each(delivery), '&tls=required'),
    await sms('sms-silence', () => undefined, uncertain),
    await sms('sms-500', (response) => response.writeHead(500).end('boom'), each(delivery)),
    await sms(
      'sms-429',
      (response) => response.writeHead(429, { 'Retry-After': '60' }).end(),
      each(delivery),
    ),
    await sms(
      'sms-redirect',
      (response) => response.writeHead(307, { Location: `http://127.0.0.1:${redirected.port}/` }).end(),
      each(delivery),
    ),
    // The connection breaks after the request was sent: the vendor may have sent the message.
    await sms('sms-garbage', (response) => response.socket?.end('\0\x01 no HTTP at all\r\n\r\n'), uncertain),
    await sms('sms-head-drips', (response) => response.socket?.write('HTTP/1.1 200 O'), uncertain),
    await sms('sms-body-drips', (response) => void response.writeHead(200).write('{'), [
      ...Array<number>(5).fill(ok),
      needImage,
      needImage,
    ]),
  ];
  const sinks = await Sinks.start();
  onTestFinished(() => sinks.stop());
  const tenants = vendors.map(({ tenant, type, dsn }) => ({
    code: tenant,
    ...(type === 'email' ? { mail: { dsn } } : { sms: { dsn } }),
  }));
  const file = await writeTenantsFile(unlimitedTenants({ limits: USER_LIMITS, tenants }));
  onTestFinished(() => file.remove());
  const service = await ServiceProcess.start({ env: { OUTBOX: 'on', ...sinks.env, ...file.env } });
  onTestFinished(() => service.stop());
  const users = VirtualUsers.start({ urls: [service.url], sinks, seed: SEED, concurrency: 6 });
  onTestFinished(() => users.stop());

  const responses = await Promise.all(
    vendors.map(async ({ tenant, type }) => {
      const account = type === 'email' ? 'jane@example.com' : '+8613800138000';
      const measured: { readonly code: number; readonly ms: number }[] = [];
      for (let i = 0; i < TRIES; i++) {
        const start = performance.now();
        const json = JSON.stringify({ use: 'login', type, account });
        const { text } = await send(service.url + CAPTCHA, json, { 'iThings-tenant-code': tenant });
        const { code } = JSON.parse(text) as { code: number };
        measured.push({ code, ms: performance.now() - start });
      }
      return measured;
    }),
  );
  await users.stop();
  expect(checkRun({ users, sinks, reports: [], lines: service.lines }), `seed ${SEED}`).toEqual([]);
  // The slowest request to a healthy vendor measures how long the machine stalled.
  const stall = Math.max(...users.timed.map(({ ms }) => ms));
  vendors.forEach(({ tenant, expected, handed }, i) => {
    const measured = responses[i]!;
    const longest = Math.round(Math.max(...measured.map(({ ms }) => ms)));
    logMetric(
      `fault | ${tenant} | ${measured.map(({ code }) => code).join(' ')} | longest ${longest} ms | handed ${handed()}`,
    );
    expect([tenant, ...measured.map(({ code }) => code)]).toEqual([tenant, ...expected]);
    expect(longest, `in time: ${tenant}`).toBeLessThan(TIMEOUT_S * 1000 + GRACE_MS + stall);
    expect(handed(), tenant).toBeLessThanOrEqual(2 * TRIES);
  });
  expect(redirected.received).toEqual([]);
  logMetric(
    `REL-05, REL-06: meanwhile ${users.timed.length} responses for healthy vendors, the slowest after ${Math.round(stall)} ms`,
  );
});
