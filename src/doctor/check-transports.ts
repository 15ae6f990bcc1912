import {
  type Channel,
  type CheckResult,
  createTransport,
  Outbox,
  type Transport,
  TransportError,
} from '@system-management/messaging';
import { vendorsOf } from '../messaging/check-dsn.js';
import type { Route } from '../messaging/routes.js';
import { adviceFor } from './advice.js';
import type { Report } from './report.js';

const PROOF: Readonly<Record<CheckResult, string>> = {
  authenticated: 'answers, and knows us',
  reached: 'answers; whether it takes our messages only a message can tell',
  nothing: 'sends nothing: messages stay in the outbox of the server',
};

/** Asks every transport that a tenant's messages can go through, those inside a failover each. */
export async function checkTransports(routes: readonly Route[], report: Report): Promise<void> {
  report.about('Transports');
  for (const channel of ['mail', 'sms'] as const) {
    if (!routes.some((route) => route.channel === channel))
      report.note(`${channel}: switched off, there is no DSN`);
  }
  for (const route of routes) await checkRoute(route, report);
}

/** Vendors of approved texts, whose verification templates take no code of ten letters. */
const BY_TEMPLATE = /(?:aliyun|tencent):\/\/[^\s()]*/gi;

async function checkRoute({ channel, dsn, name }: Route, report: Report): Promise<void> {
  if ((dsn.match(BY_TEMPLATE) ?? []).some((one) => !one.includes('strongtemplate='))) {
    report.note(
      `${name}: has no strongtemplate: codes of accounts under attack are ten letters, which the vendor may refuse (see libs/messaging/README.md)`,
    );
  }
  await withTransport(dsn, channel, async (transport) => {
    for (const vendor of vendorsOf(transport)) {
      const who = `${name}: ${String(vendor)}`;
      try {
        const proof = await vendor.check();
        if (proof === 'nothing') report.note(`${who} ${PROOF[proof]}`);
        else report.ok(`${who} ${PROOF[proof]}`);
      } catch (error) {
        reportFailure(name, error, report);
      }
    }
  });
}

/** Opens a transport for as long as it is used; what an outbox gets is forgotten. */
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

/** Anything but a failed delivery is our own mistake, and says so with its stack. */
export function reportFailure(what: string, error: unknown, report: Report): void {
  if (!(error instanceof TransportError)) throw error;
  report.wrong(`${what}: ${error.message}`, adviceFor(error));
}
