import { afterAll, beforeAll, expect, it } from 'vitest';
import { BEHIND_PROXY, CODE, codeOf, type Fields, issue, verify } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { newNetworks } from '../support/networks.js';

/** Forms of one number by country. `#` is a digit that differs between the tests. */
const FORMS: readonly (readonly [country: string, forms: readonly string[]])[] = [
  [
    'AR',
    [
      ...['+54 9 11 2345 678#', '+54 11 2345 678#', '11 2345-678#', '011 15-2345-678#', '9 11 2345 678#'],
      ...['0054 9 11 2345 678#', '+54 9 11 15 2345 678#', '+54 (011) 15 2345 678#'],
    ],
  ],
  [
    'MX',
    [
      ...['+52 55 4789 847#', '+52 1 55 4789 847#', '55 4789 847#', '044 55 4789 847#', '045 55 4789 847#'],
      ...['01 55 4789 847#', '00 52 1 55 4789 847#', '1 55 4789 847#'],
    ],
  ],
  [
    'BR',
    [
      ...[
        '+55 11 98765-432#',
        '+55 11 8765-432#',
        '(11) 98765-432#',
        '0 15 11 98765-432#',
        '0 41 11 8765-432#',
      ],
      ...['+55 (011) 98765-432#', '11 98765432#', '11 8765-432#'],
    ],
  ],
];

onBothStores('SEC-03: one SIM in several forms, with the shipped policy', (open) => {
  let attack: AttackApp;
  const elsewhere = newNetworks();
  beforeAll(async () => {
    const { env } = await open();
    const tenantsFile = FORMS.map(([country]) => ({ code: country, country, countries: [country] }));
    attack = await AttackApp.start({
      tenantsFile: [{ code: 'default' }, ...tenantsFile],
      env: { ...BEHIND_PROXY, ...env },
    });
  });
  afterAll(() => attack.close());

  const sms = (form: string, digit: number): Fields => ({
    use: 'login',
    type: 'phone',
    account: form.replace('#', String(digit)),
  });
  const from = (tenant: string): Fields => ({ ...elsewhere(), 'iThings-tenant-code': tenant });
  /** Requests a code for each form, from a network of its own. @returns the codeIDs */
  const askInAll = async (tenant: string, forms: readonly string[], digit: number): Promise<string[]> => {
    const ids: string[] = [];
    for (const form of forms) {
      const { body } = await issue(attack, sms(form, digit), from(tenant));
      expect(body.code).toBe(CODE.ok);
      ids.push(body.data.codeID);
    }
    return ids;
  };

  it.each(FORMS)('SEC-03: gets one message for requests in all forms (%s)', async (tenant, forms) => {
    const before = attack.sent.byId.size;
    const ids = await askInAll(tenant, forms, 1);
    expect(attack.sent.byId.size - before).toBe(1);
    const code = codeOf(attack, ids[0]!);
    const answer = { ...sms(forms.at(-1)!, 1), codeID: ids[0]!, code };
    expect((await verify(attack, answer, from(tenant))).body.code).toBe(CODE.ok);
  });

  it.each(FORMS)('SEC-03: has one budget of wrong answers over all forms (%s)', async (tenant, forms) => {
    const ids = await askInAll(tenant, forms, 2);
    const code = codeOf(attack, ids[0]!);
    const answer = (n: number, typed: string) =>
      verify(attack, { ...sms(forms[n % forms.length]!, 2), codeID: ids[n % 3]!, code: typed }, from(tenant));
    for (let n = 0; n < 10; n++) expect((await answer(n, wrongCode(code))).body.code).toBe(CODE.wrong);
    expect((await answer(2, code)).body.code).toBe(CODE.wrong);
  });

  it.each(FORMS)('SEC-03: is let in by the answer before that (%s)', async (tenant, forms) => {
    const ids = await askInAll(tenant, forms, 3);
    const code = codeOf(attack, ids[0]!);
    const answer = (n: number, typed: string) =>
      verify(attack, { ...sms(forms[n % forms.length]!, 3), codeID: ids[n % 3]!, code: typed }, from(tenant));
    for (let n = 0; n < 9; n++) expect((await answer(n, wrongCode(code))).body.code).toBe(CODE.wrong);
    expect((await answer(2, code)).body.code).toBe(CODE.ok);
  });
});
