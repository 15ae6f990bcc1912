import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApp } from '../support/app.js';
import { describeWithBrowser } from '../support/browser/browser.js';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';
import { Playground, type VisitOptions } from './support/playground.js';
import { unexpectedProblems } from './support/unexpected.js';

const SECRET = 'a-secret-for-this-test';

describeWithBrowser('/: the form of the playground', (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    tenants = await writeTenantsFile({
      tenants: [
        { code: 'default', policy: { purposes: { closeAccount: { requiresLogin: true } } } },
        { code: 'shop', name: 'Shop </script>', policy: { purposes: { payOrder: {} } } },
      ],
    });
    app = await TestApp.start({ env: { ...tenants.env, USER_TOKEN_SECRET: SECRET } });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  const visit = (options?: VisitOptions) => Playground.visit(open, app, options);
  const query = ({ page }: Playground) => Object.fromEntries(new URL(page.url()).searchParams);
  const list = ({ page }: Playground, name: string) => page.getByRole('combobox', { name, exact: true });
  const select = (playground: Playground, name: string, option: string) =>
    list(playground, name).selectOption(option);
  const value = (playground: Playground, name: string) => list(playground, name).inputValue();

  it('lists the tenants by name, and the purposes of the selected one only', async () => {
    const playground = await visit();
    const { page, problems } = playground;
    const purposes = () => page.getByLabel('Purpose').locator('option').allTextContents();
    expect(await page.getByLabel('Tenant').locator('option').allTextContents()).toEqual([
      'default',
      'Shop </script> (shop)',
    ]);
    expect(await purposes()).toContain('Sign in (login)');
    expect(await purposes()).toContain('closeAccount');
    expect(await purposes()).not.toContain('payOrder');
    await select(playground, 'Purpose', 'register');
    await select(playground, 'Tenant', 'shop');
    expect(await purposes()).toContain('payOrder');
    expect(await purposes()).not.toContain('closeAccount');
    expect(await value(playground, 'Purpose')).toBe('register');
    expect(problems).toEqual([]);
  });

  it('has what is selected in the URL, without account and token', async () => {
    const playground = await visit({ path: '/?from=mail' });
    expect(query(playground)).toEqual({ from: 'mail' });
    await playground.choose('SMS', '+8613800138055');
    await select(playground, 'Tenant', 'shop');
    await select(playground, 'Purpose', 'payOrder');
    await select(playground, 'Language', 'fr');
    expect(query(playground)).toEqual({
      ...{ from: 'mail', type: 'phone', tenant: 'shop', use: 'payOrder', language: 'fr' },
    });
    await select(playground, 'Language', 'en');
    expect(query(playground)).not.toHaveProperty('language');
  });

  it('selects what the URL says, also on the page in another language', async () => {
    const playground = await visit({ path: '/?type=phone&tenant=shop&use=payOrder&language=fr' });
    const { page, problems } = playground;
    expect(await page.getByRole('radio', { name: 'SMS' }).isChecked()).toBe(true);
    expect(await page.getByLabel('Phone number').isVisible()).toBe(true);
    expect(await value(playground, 'Tenant')).toBe('shop');
    expect(await value(playground, 'Purpose')).toBe('payOrder');
    expect(await value(playground, 'Language')).toBe('fr');
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.getByRole('heading', { name: '试用验证码' }).waitFor();
    // The script of the page selects it after the heading has been shown.
    await expect.poll(() => page.getByRole('radio', { name: '短信' }).isChecked()).toBe(true);
    expect(await page.getByLabel('用途').inputValue()).toBe('payOrder');
    expect(problems).toEqual([]);
  });

  it('ignores values in the URL that it does not offer', async () => {
    const playground = await visit({ path: '/?type=fax&tenant=unknown&use=unknown&language=xx' });
    expect(await playground.page.getByRole('radio', { name: 'E-mail' }).isChecked()).toBe(true);
    expect(await value(playground, 'Tenant')).toBe('default');
    expect(await value(playground, 'Purpose')).toBe('login');
    expect(playground.problems).toEqual([]);
  });

  it('says that a purpose requires a login, and gets a code with a demo token', async () => {
    const playground = await visit({ path: '/?use=changePwd' });
    const { page, problems } = playground;
    await page.getByText('This purpose is for signed-in users.').waitFor();
    await playground.choose('E-mail', 'signed-in@example.com');
    await playground.press('Send code');
    await playground.newestCall.getByText('send the token in the header iThings-token').waitFor();
    await playground.press('Use a demo token');
    await expect.poll(() => page.getByLabel('Token (iThings-token)').inputValue()).toMatch(/^eyJ/);
    expect(await page.getByText('This purpose is for signed-in users.').isVisible()).toBe(false);
    await playground.press('Send code');
    await page.locator('#inbox').getByText('signed-in@example.com').waitFor();
    expect(page.url()).not.toContain('eyJ');
    expect(unexpectedProblems(problems).filter((problem) => !problem.includes('401'))).toEqual([]);
  });

  it('does not mention a login for other purposes', async () => {
    const { page } = await visit();
    expect(await page.getByText('This purpose is for signed-in users.').isVisible()).toBe(false);
    expect(await page.getByLabel('Token (iThings-token)').isVisible()).toBe(false);
  });
});
