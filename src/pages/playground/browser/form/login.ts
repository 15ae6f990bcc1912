import { ROOT } from '../dom.js';
import { find } from '../../../serving/browser/find.js';
import { readForm, setForm } from './form.js';
import { requiresLogin } from './purposes.js';

/** Opens the part for signed-in users where the purpose requires a token and there is none. */
export function showLogin(): void {
  const { tenant, use, token } = readForm();
  const isNeeded = requiresLogin(tenant, use) && token === '';
  find('login-needed').hidden = !isNeeded;
  if (isNeeded) find<HTMLDetailsElement>('login').open = true;
}

/** Offers a demo token where the server has one. @param onToken called after the token is filled in */
export function offerDemoToken(onToken: () => void): void {
  const button = find<HTMLButtonElement>('demo-token');
  button.hidden = button.dataset['isOffered'] !== 'true';
  button.addEventListener('click', () => void fillInDemoToken().then(onToken));
}

async function fillInDemoToken(): Promise<void> {
  const response = await fetch(`${ROOT}demo-token`);
  if (!response.ok) return;
  const { token } = (await response.json()) as { readonly token: string };
  setForm({ token });
}
