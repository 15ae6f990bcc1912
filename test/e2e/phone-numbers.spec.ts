import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { CODE } from '../support/requests.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';

interface Issued {
  readonly codeID: string;
  readonly sentTo: string;
  readonly errors?: readonly { readonly field: string; readonly rule: string }[];
}

const ALL = ['CN', 'HK', 'US', 'GB', 'AR', 'MX', 'DE'];
const in_ = (code: string, country: string, rest: object = {}): object => ({
  code,
  country,
  countries: ALL,
  ...rest,
});

/** Tenants by code: `cn` is the tenant `default`, the others differ in their country or in `sms`. */
const TENANTS = [
  ...['US', 'GB', 'AR', 'MX'].map((country) => in_(country.toLowerCase(), country)),
  in_('landlines', 'CN', { sms: { landlines: true } }),
  in_('possible', 'CN', { sms: { numbers: 'possible' } }),
  in_('possible-us', 'US', { countries: ['US'], sms: { numbers: 'possible' } }),
  in_('all', 'GB', { sms: { landlines: true, numbers: 'possible' } }),
  in_('tester', 'AR', {
    testRecipients: [{ match: '+54 (11) 2345-6700', code: '424242', until: '2099-01-01' }],
  }),
];

describe('POST …/captcha: phone numbers as people write them', () => {
  let app: TestApp;
  let file: TenantsFile;
  beforeAll(async () => {
    file = await writeTenantsFile(unlimitedTenants({ tenants: TENANTS }));
    app = await TestApp.start({ env: file.env });
  });
  afterAll(async () => {
    await app.close();
    await file.remove();
  });

  const of = (tenant: string): Record<string, string> => ({
    'iThings-tenant-code': tenant === 'cn' ? 'default' : tenant,
  });
  const issue = (account: string, tenant: string, field = 'account') =>
    app.post<Issued>(CAPTCHA, { use: 'login', type: 'phone', [field]: account }, of(tenant));
  const ruleOf = (data: Issued): unknown => data.errors?.map(({ field, rule }) => `${field} ${rule}`);

  it.each([
    ['(+44) 7400 123456', 'cn', '+447400123456'],
    ['(+86)13800138000', 'us', '+8613800138000'],
    ['(+1) 650-253-0000', 'cn', '+16502530000'],
    [' +8613800138000', 'us', '+8613800138000'],
    ['+8613800138000 ', 'us', '+8613800138000'],
    ['\u202d+86 138 0013 8000\u202c', 'us', '+8613800138000'],
    ['\u2066+8613800138000\u2069', 'us', '+8613800138000'],
    ['138\u00a00013\u00a08000', 'cn', '+8613800138000'],
    ['138\u20130013\u20138000', 'cn', '+8613800138000'],
    ['13800138000\t', 'cn', '+8613800138000'],
    ['13800138000\r\n', 'cn', '+8613800138000'],
    ['13800138000\u200b', 'cn', '+8613800138000'],
    ['１３８００１３８０００', 'cn', '+8613800138000'],
    ['＋８６１３８００１３８０００', 'gb', '+8613800138000'],
    ['+44 (0)7400 123456', 'cn', '+447400123456'],
    ['(0)7400 123456', 'gb', '+447400123456'],
    ['0044 7400 123456', 'cn', '+447400123456'],
    ['011 44 7400 123456', 'us', '+447400123456'],
    ['0044 7400 123456', 'us', '+447400123456'],
    ['0 138-0013-8000', 'cn', '+8613800138000'],
  ])('%j at a tenant of %s is %s', async (account, tenant, number) => {
    for (const field of ['account', 'data']) {
      const { body } = await issue(account, tenant, field);
      expect(body).toMatchObject({ code: CODE.ok });
      expect(body.data.sentTo).toMatch(/^\+\d{1,3}\*{7}\d\d$/);
      expect((await app.delivered(body.data.codeID)).account).toBe(number);
    }
  });

  it.each([
    ['phone', '138 0013 8000', CODE.ok],
    ['sms', '(138) 0013-8000', CODE.ok],
    ['phone', '13800138001', CODE.parameter],
  ])('compares `account` and `data` of the type %s without separators: %j', async (type, data, code) => {
    const { body } = await app.post(CAPTCHA, { use: 'login', type, account: '13800138000', data });
    expect(body.code).toBe(code);
  });

  it.each([
    ['13800138000/13800138001', 'cn'],
    ['13800138000;13800138001', 'cn'],
    ['13800138000,13800138001', 'cn'],
    ['13800138000 13800138001', 'cn'],
    ['13800138000-13800138001', 'cn'],
    ['+8613800138000 +8613800138001', 'cn'],
    ['+8613800138000+8613800138001', 'possible'],
    ['13800138000 13800138001', 'possible'],
    ['٠١٣٨٠٠١٣٨٠٠٠', 'cn'],
    ['1380013800a', 'possible'],
    ['110', 'possible'],
  ])('%j at a tenant of %s is not one number', async (account, tenant) => {
    const { status, body } = await issue(account, tenant);
    expect([status, body.code, ruleOf(body.data)]).toEqual([400, CODE.parameter, ['account isPhone']]);
  });

  it('two lines are not one text', async () => {
    const { status, body } = await issue('13800138000\n13800138001', 'possible');
    expect([status, body.code, ruleOf(body.data)]).toEqual([400, CODE.parameter, ['account isText']]);
  });

  describe.each(['cn', 'landlines', 'possible', 'all'])('at the tenant %s', (tenant) => {
    it.each([
      ['premium rate', '+19002530000'],
      ['premium rate', '+449098790000'],
      ['toll-free', '+18002530000'],
      ['shared cost', '+448451234567'],
      ['shared cost', '+864008123456'],
      ['personal', '+447001234567'],
      ['pager', '+447640123456'],
      ['voicemail', '+49177991234567'],
      ['UAN', '+443061234567'],
    ])('a number of the type %s cannot receive an SMS: %s', async (_type, account) => {
      const { status, body } = await issue(account, tenant);
      expect([status, body.code]).toEqual([400, CODE.parameter]);
      expect(body.data.errors).toHaveLength(1);
      expect(body.data.errors![0]).toMatchObject({ field: 'account', rule: 'isSmsCapable' });
    });
  });

  it.each(['+861012345678', '+442079460123', '010 1234 5678'])(
    'the fixed line %s cannot receive an SMS unless the tenant has sms.landlines',
    async (account) => {
      for (const tenant of ['cn', 'possible']) {
        const { status, body } = await issue(account, tenant);
        expect([status, body.code, ruleOf(body.data)]).toEqual([
          400,
          CODE.parameter,
          ['account isSmsCapable'],
        ]);
      }
      expect((await issue(account, 'landlines')).body.code).toBe(CODE.ok);
    },
  );

  it('a number that may be fixed or mobile can', async () => {
    expect((await issue('+14155552671', 'cn')).body.code).toBe(CODE.ok);
  });

  it.each([
    ['ar', '+54 9 11 2345 6789', '11 2345-6789'],
    ['ar', '011 15-2345-6788', '+541123456788'],
    ['ar', '+54 11 2345 6787', '+54 9 11 15 2345 6787'],
    ['ar', '+5491123456786', '011 2345 6786'],
    ['mx', '+52 1 55 4789 8478', '55 4789 8478'],
    ['mx', '044 55 4789 8479', '+5215547898479'],
    ['mx', '+525547898470', '01 55 4789 8470'],
  ])('at a tenant of %s a code for %s verifies with %s', async (tenant, account, other) => {
    const { body } = await issue(account, tenant);
    const { account: number, code } = await app.delivered(body.data.codeID);
    expect(number).toMatch(/^\+(549|52)\d{10}$/);
    const answer = { use: 'login', type: 'phone', account: other, codeID: body.data.codeID, code };
    const verified = await app.post<{ ticket: string }>(`${CAPTCHA}/verify`, answer, of(tenant));
    expect(verified.body.code).toBe(CODE.ok);
    const [, payload = ''] = verified.body.data.ticket.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ sub: number });
  });

  it('a range newer than the metadata is a number with sms.numbers: possible only', async () => {
    for (const account of ['14600138000', '+86 146 0013 8000']) {
      const { status, body } = await issue(account, 'cn');
      expect([status, body.code, ruleOf(body.data)]).toEqual([400, CODE.parameter, ['account isPhone']]);
      const taken = await issue(account, 'possible');
      expect(taken.body.code).toBe(CODE.ok);
      expect((await app.delivered(taken.body.data.codeID)).account).toBe('+8614600138000');
    }
  });

  it.each([
    ['gb', '07781 123456', 'a mobile of Guernsey'],
    ['gb', '07797 712345', 'a mobile of Jersey'],
    ['us', '787-253-0123', 'Puerto Rico'],
    ['us', '+1 876 555 0123', 'Jamaica'],
    ['possible-us', '876 123 4567', 'Jamaica, in an unknown exchange'],
    ['possible-us', '200 123 4567', 'an unknown area, which may be of any of 25 countries'],
    ['possible-us', '+1 983 123 4567', 'an unknown number with the calling code of 25 countries'],
    ['possible', '+7 600 123 45 67', 'Russia or Kazakhstan'],
    ['cn', '+33612345678', 'France'],
    ['cn', '+881612345678', 'a satellite phone'],
  ])('at a tenant of %s %s is not enabled: %s', async (tenant, account) => {
    const { status, body } = await issue(account, tenant);
    expect([status, body.code]).toEqual([403, CODE.notEnabled]);
    expect(body.msg).toContain('We do not send text messages to numbers of this country.');
  });

  it('a test recipient is found by every form of its number', async () => {
    for (const account of ['+5491123456700', '11 2345-6700', '011 15 2345 6700', '+54 (11) 2345-6700']) {
      const { body } = await issue(account, 'tester');
      const answer = { use: 'login', type: 'phone', account, codeID: body.data.codeID, code: '424242' };
      expect((await app.post(`${CAPTCHA}/verify`, answer, of('tester'))).body.code).toBe(CODE.ok);
    }
  });
});
