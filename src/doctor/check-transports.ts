import {
  type Channel,
  type CheckResult,
  createTransport,
  Outbox,
  type Transport,
  TransportError,
} from '@system-management/messaging';
import { strongCodeProblem, vendorsOf } from '../config/check-dsn.js';
import type { Route } from '../messaging/routes.js';
import { adviceFor } from './advice.js';
import type { Report } from './report.js';

const RESULT_TEXTS: Readonly<Record<CheckResult, string>> = {
  authenticated: 'answers, and accepts the credentials',
  reached: 'answers; only a test message shows whether it accepts messages',
  nothing: 'sends nothing: messages stay in the outbox of the server',
};

/** Checks every transport of a tenant's routes, including each one inside a failover. */
export async function checkTransports(routes: readonly Route[], report: Report): Promise<void> {
  report.about('Transports');
  for (const channel of ['mail', 'sms'] as const) {
    if (!routes.some((route) => route.channel === channel))
      report.note(`${channel}: switched off, there is no DSN`);
  }
  for (const route of routes) await checkRoute(route, report);
}

async function checkRoute({ channel, dsn, name }: Route, report: Report): Promise<void> {
  await withTransport(dsn, channel, async (transport) => {
    for (const vendor of vendorsOf(transport)) {
      const subject = `${name}: ${String(vendor)}`;
      const problem = strongCodeProblem(vendor);
      if (problem) report.note(`${name}: ${problem}`);
      try {
        const result = await vendor.check();
        const { clientName } = vendor;
        if (result === 'nothing') report.note(`${subject} ${RESULT_TEXTS[result]}`);
        else report.ok(`${subject} ${RESULT_TEXTS[result]}${clientName ? `; EHLO ${clientName}` : ''}`);
      } catch (error) {
        reportFailure(name, error, report);
      }
    }
  });
}

/** Opens a transport, and closes it after use. Messages to an `outbox:` are discarded. */
export async function withTransport(
  dsn: string,
  channel: Channel,
  use: (transport: Transport) => Promise<void>,
): Promise<void> {
  const outbox = new Outbox();
  const transport = createTransport(dsn, channel, { outbox });
  try {
    await use(transport);
  } finally {
    await transport.close();
    outbox.close();
  }
}

/**
 * Reports a failed delivery with advice.
 * @throws any other error, because it is a bug
 */
export function reportFailure(what: string, error: unknown, report: Report): void {
  if (!(error instanceof TransportError)) throw error;
  report.wrong(`${what}: ${error.message}`, adviceFor(error));
}
