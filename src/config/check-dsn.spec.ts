import { describe, expect, it } from 'vitest';
import { checkDsn, checkProductionDsn } from './check-dsn.js';

const SMTP = 'smtp://127.0.0.1:2525?from=a@b.example';

describe('checkDsn() and checkProductionDsn()', () => {
  it.each(['outbox:', SMTP, `failover(${SMTP} outbox:)`])('accept %s outside production', (dsn) => {
    expect(() => checkDsn(dsn, 'mail')).not.toThrow();
  });

  it.each([SMTP, `failover(${SMTP} ${SMTP})`])('accept %s in production', (dsn) => {
    expect(() => checkProductionDsn(dsn, 'mail')).not.toThrow();
  });

  it.each([
    'outbox:',
    ' OUTBOX:',
    `failover(${SMTP} outbox:)`,
    `roundrobin(${SMTP} failover(OUTBOX: ${SMTP}))`,
  ])('reject the outbox in production, also inside groups: %s', (dsn) => {
    expect(() => checkProductionDsn(dsn, 'mail')).toThrow('must not be outbox: in production');
  });

  it.each(['outbox://x', 'outbox://localhost?timeout=3', `failover(outbox://a ${SMTP})`, 'outbox:///x'])(
    'reject an outbox with a host or path in production: %s',
    (dsn) => {
      expect(() => checkProductionDsn(dsn, 'mail')).toThrow('outbox: has no host and no path');
    },
  );
});
