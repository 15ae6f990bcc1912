import { describe, expect, it } from 'vitest';
import { checkDsn, checkProductionDsn } from './check-dsn.js';

const SMTP = 'smtp://127.0.0.1:2525?from=a@b.example';

describe('A DSN', () => {
  it.each(['outbox:', SMTP, `failover(${SMTP} outbox:)`])('may be %s on a developer’s machine', (dsn) => {
    expect(() => checkDsn(dsn, 'mail')).not.toThrow();
  });

  it.each([SMTP, `failover(${SMTP} ${SMTP})`])('may be %s in production', (dsn) => {
    expect(() => checkProductionDsn(dsn, 'mail')).not.toThrow();
  });

  it.each([
    'outbox:',
    ' OUTBOX:',
    `failover(${SMTP} outbox:)`,
    `roundrobin(${SMTP} failover(OUTBOX: ${SMTP}))`,
  ])('must not send to the outbox in production, however deep it is hidden: %s', (dsn) => {
    expect(() => checkProductionDsn(dsn, 'mail')).toThrow('must not be outbox: in production');
  });

  it.each(['outbox://x', 'outbox://localhost?timeout=3', `failover(outbox://a ${SMTP})`, 'outbox:///x'])(
    'gets nothing past production by naming a place for the outbox: %s',
    (dsn) => {
      expect(() => checkProductionDsn(dsn, 'mail')).toThrow('outbox: has no host and no path');
    },
  );
});
