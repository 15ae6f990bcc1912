import { describe, expect, it, vi } from 'vitest';
import { warnOfTestRecipients } from './test-recipient-warning.js';

const test = (until: string) => ({ match: '*@qa.example', code: '424242', until });

describe('warnOfTestRecipients()', () => {
  it('logs their number and last day per tenant, without codes and addresses', () => {
    const warn = vi.fn();
    const tenants = [
      { code: 'none', testRecipients: [] },
      { code: 'expired', testRecipients: [test('2026-01-01')] },
      { code: 'demo', testRecipients: [test('2027-12-31'), test('2027-01-31'), test('2026-01-01')] },
      { code: 'endless', testRecipients: [test('')] },
    ];
    warnOfTestRecipients(tenants, { warn }, Date.parse('2026-06-01'));
    expect(warn.mock.calls.map(([fields]) => fields as unknown)).toEqual([
      { tenant: 'demo', testRecipients: 2, until: '2027-12-31' },
      { tenant: 'endless', testRecipients: 1, until: '' },
    ]);
    expect(JSON.stringify(warn.mock.calls)).not.toMatch(/424242|qa\.example/);
  });
});
