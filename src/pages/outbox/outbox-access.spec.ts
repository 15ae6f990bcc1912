import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { checkOutboxAccess } from './outbox-access.js';

const arrivedAt = (localAddress: string) =>
  ({ headers: { host: '192.0.2.7:3000' }, socket: { localAddress } }) as IncomingMessage;

describe('checkOutboxAccess()', () => {
  it('accepts the address that the connection arrived at, and no other', () => {
    expect(() => checkOutboxAccess(arrivedAt('192.0.2.7'), '0.0.0.0')).not.toThrow();
    expect(() => checkOutboxAccess(arrivedAt('192.0.2.8'), '0.0.0.0')).toThrow('Permissions');
  });
});
