import {
  type Channel,
  createTransport,
  DsnError,
  Outbox,
  type Transport,
  type TransportServices,
} from '@system-management/messaging';
import { secretProblem, WEBHOOK_SECRET_BYTES } from './secret-strength.js';

/**
 * Checks a DSN without connecting.
 * @throws {DsnError} with a message for the operator, without secrets
 */
export function checkDsn(dsn: string, channel: Channel): void {
  openClosed(dsn, channel);
}

/**
 * Like {@link checkDsn}, and every vendor of the DSN must be fit for production: none is the outbox, each carries strong
 * codes, and secrets of ours are strong.
 * @throws {DsnError} with all problems
 */
export function checkProductionDsn(dsn: string, channel: Channel): void {
  const problems: string[] = [];
  const transport = openClosed(dsn, channel, (secret, name) => {
    const problem = secretProblem(secret, WEBHOOK_SECRET_BYTES);
    if (problem) problems.push(`the secret of ${name} ${problem}`);
  });
  const vendors = vendorsOf(transport);
  if (vendors.some(isOutbox)) problems.push('must not be outbox: in production');
  problems.push(...vendors.flatMap((vendor) => strongCodeProblem(vendor) ?? []));
  if (problems.length > 0) throw new DsnError(problems.join('; '));
}

/** Whether the DSN sends nothing: it is empty, or every vendor is the outbox. */
export function isOutboxOnly(dsn: string, channel: Channel): boolean {
  if (!dsn) return true;
  return vendorsOf(openClosed(dsn, channel)).every(isOutbox);
}

/** The members of `failover(…)` and `roundrobin(…)`, or the transport itself. */
export function vendorsOf(transport: Transport): readonly Transport[] {
  return transport.members.length > 0 ? transport.members : [transport];
}

/** Whether the vendor is the outbox, which sends nothing. */
export function isOutbox(vendor: Transport): boolean {
  return String(vendor) === 'outbox:';
}

/** What to do about a vendor that delivers no strong codes; `undefined` for other vendors. */
export function strongCodeProblem(vendor: Transport): string | undefined {
  return vendor.carriesStrongCodes
    ? undefined
    : `${String(vendor)} refuses the ten letters and digits that accounts under attack get: add strongtemplate to its DSN (see libs/messaging/README.md)`;
}

/** The transport of a DSN, closed, for its properties only. @throws {DsnError} when the DSN is invalid */
export function openClosed(
  dsn: string,
  channel: Channel,
  reviewSecret?: TransportServices['reviewSecret'],
): Transport {
  const transport = createTransport(dsn, channel, { outbox: new Outbox(), reviewSecret });
  void transport.close();
  return transport;
}
