import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';

const PLUS = 'A+b@Example.com';
const PLAIN = 'ab@example.com';
const MOBILE = '+8613800138000';
const BRITISH = '+447400123456';
/** Sent by the tenant of China. */
const ABROAD = '+447400123459';

describe('GET /outbox/messages?account=', () => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    tenants = await writeTenantsFile({
      tenants: [
        { code: 'default', countries: ['CN', 'GB'] },
        { code: 'british', country: 'GB', countries: ['GB'] },
      ],
    });
    app = await TestApp.start({ env: tenants.env });
    const issue = async (type: string, account?: string, tenant = 'default') => {
      const { body } = await app.post(
        CAPTCHA,
        { use: 'login', type, account },
        { 'iThings-tenant-code': tenant },
      );
      expect(body).toMatchObject({ code: 0 });
    };
    await issue('email', PLUS);
    await issue('email', PLAIN);
    await issue('phone', MOBILE);
    await issue('phone', BRITISH, 'british');
    await issue('phone', ABROAD);
    await issue('image');
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  const accountsAt = async (query: string): Promise<readonly string[]> => {
    const { body } = await app.fetch<{ messages: { account: string }[] }>(`/outbox/messages?${query}`);
    expect(body.code).toBe(0);
    return body.data.messages.map(({ account }) => account);
  };

  it.each([
    ['account=A+b@Example.com', PLUS],
    ['account=a+b@example.com', PLUS],
    ['account=a%2Bb@example.com', PLUS],
    ['account=a%2Bb%40example.com', PLUS],
    ['account=%20A%2BB@EXAMPLE.COM%0D%0A', PLUS],
    ['account=+a+b@example.com', PLUS],
    ['account=%E2%80%8Ba%2Bb@example.com%C2%A0', PLUS],
    ['account=AB@example.com', PLAIN],
    ['account=+8613800138000', MOBILE],
    ['account=%2B8613800138000', MOBILE],
    ['account=%208613800138000', MOBILE],
    ['account=+86+138+0013+8000', MOBILE],
    ['account=+86%20138-0013-8000%0A', MOBILE],
    ['account=13800138000', MOBILE],
    ['account=+138+0013+8000', MOBILE],
    ['account=138%E2%80%930013%E2%80%938000', MOBILE],
    ['account=(%2B86)13800138000', MOBILE],
    ['account=%EF%BC%8B%EF%BC%98%EF%BC%9613800138000', MOBILE],
    ['account=+447400123459', ABROAD],
    ['account=+44+7400+123459', ABROAD],
    ['account=07400+123456', BRITISH],
    ['account=(%2B44)+7400+123456', BRITISH],
    ['account=%2B44+(0)7400+123456', BRITISH],
  ])('%s finds the messages to %s only', async (query, account) => {
    expect(await accountsAt(query)).toEqual([account]);
  });

  it.each(['+86 138 0013 8000', ' 13800138000', 'A+B@example.com '])(
    'finds %j as URLSearchParams writes it',
    async (account) => {
      expect(await accountsAt(new URLSearchParams({ account }).toString())).toHaveLength(1);
    },
  );

  it.each(['account=', 'account=+', 'account=%E2%80%8B'])(
    '%s finds the answers to images, which have no recipient',
    async (query) => {
      expect(await accountsAt(query)).toEqual(['']);
    },
  );

  it.each([
    'account=a@example.com',
    'account=b@example.com',
    'account=null',
    'account=undefined',
    'account=@',
    'account=%2B',
    'account=8000',
    'account=0',
    'account=a+b@example.com,ab@example.com',
    'account=__proto__',
    'account=7400+123457',
    'account=07400+123459',
    'account=%ff',
    `account=${'1'.repeat(64)}`,
  ])('%s finds nothing', async (query) => {
    expect(await accountsAt(query)).toEqual([]);
  });

  it.each(['account=a%00b@example.com', 'account=a%EF%BF%BDb', 'account=a&account=b'])(
    '%s is refused with 100006',
    async (query) => {
      expect((await app.fetch(`/outbox/messages?${query}`)).body.code).toBe(100006);
    },
  );

  it('finds all messages without the parameter', async () => {
    expect(await accountsAt('')).toEqual(['', ABROAD, BRITISH, MOBILE, PLAIN, PLUS]);
  });

  it('waits for a message to the account, and not for others', async () => {
    const waiting = accountsAt('account=c+d@example.com&wait=30000');
    for (const account of ['e@example.com', 'C+d@example.com'])
      await app.post(CAPTCHA, { use: 'login', type: 'email', account });
    expect(await waiting).toEqual(['C+d@example.com']);
  });
});
