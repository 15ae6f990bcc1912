import { data, element, texts } from '../dom.js';

/** Names of the purposes that every tenant has. */
const NAMES: Readonly<Record<string, string>> = {
  login: texts.useLogin,
  register: texts.useRegister,
  forgetPwd: texts.useForgetPwd,
  changePwd: texts.useChangePwd,
  bindAccount: texts.useBindAccount,
};

/** Fills the list with the purposes of a tenant. Keeps the selected one if the tenant has it. */
export function showPurposesOf(tenant: string, select: HTMLSelectElement): void {
  const selected = select.value;
  select.replaceChildren(
    ...purposesOf(tenant).map(({ use }) => {
      const name = NAMES[use];
      const option = element('option', '', name ? `${name} (${use})` : use);
      option.value = use;
      option.selected = use === (selected || 'login');
      return option;
    }),
  );
}

/** Whether a purpose of a tenant is for signed-in users only. */
export function requiresLogin(tenant: string, use: string): boolean {
  return purposesOf(tenant).some((purpose) => purpose.use === use && purpose.requiresLogin);
}

function purposesOf(tenant: string) {
  return data.tenants.find(({ code }) => code === tenant)?.purposes ?? [];
}
