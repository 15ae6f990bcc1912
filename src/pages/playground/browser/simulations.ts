import type { CaptchaField } from '@system-management/captcha-widget';
import { SIMULATION } from '../simulation-purposes.js';
import { listedFetch } from './calls/calls.js';
import { button, data, ROOT, texts } from './dom.js';
import { find } from '../../serving/browser/find.js';
import { setForm } from './form/form.js';
import { codeOf } from './inbox.js';

/** What the simulations use of the page. */
export interface SimulationPage {
  readonly field: CaptchaField;
  /** Hands the form to the field, and clears the inbox and the ticket. */
  readonly apply: () => void;
  /** Discards the code and the ticket. */
  readonly startOver: () => void;
}

/** Ends the waiting of the previous simulation. */
let running = new AbortController();

/** Adds the buttons, if the server has the purposes for them. Each sends real requests for a new account. */
export function addSimulations({ field, apply, startOver }: SimulationPage): void {
  find('simulate').hidden = !data.canSimulate;
  if (!data.canSimulate) return;

  /** Requests a code. @returns its codeID and lifetime; `undefined` after a failure */
  const issue = async (name: string, use: string = SIMULATION.use) => {
    const tag = crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36);
    setForm({ tenant: SIMULATION.tenant, type: 'email', use, account: `${name}+${tag}@simulator.test` });
    apply();
    // The field discards its challenge after a change of its attributes.
    await new Promise((resolve) => setTimeout(resolve));
    let issued: { readonly codeID: string; readonly expire: number } | undefined;
    const keep = ({ detail }: { detail: typeof issued }) => (issued = detail);
    field.addEventListener('issued', keep, { once: true });
    await field.issue();
    return issued;
  };

  /** A used code, and a request within the gap. */
  const limit = async () => {
    const issued = await issue('limit');
    if (!issued) return;
    field.code = await codeOf(issued.codeID);
    await field.verify();
    startOver();
    await field.issue();
  };

  /** The right code, too late. */
  const expiry = async () => {
    const { signal } = running;
    const issued = await issue('expiry');
    if (!issued) return;
    const { tenant, use, type, account } = field;
    const { codeID, expire } = issued;
    find('simulation-note').textContent = texts.expiryNote.replace('{seconds}', String(expire));
    const code = await codeOf(codeID);
    await new Promise((resolve) => setTimeout(resolve, expire * 1000));
    if (signal.aborted) return;
    find('simulation-note').textContent = '';
    const headers = { 'Content-Type': 'application/json', 'iThings-tenant-code': tenant };
    const body = JSON.stringify({ use, type, account, codeID, code });
    await listedFetch(`${ROOT}api/v1/system/user/captcha/verify`, { method: 'POST', headers, body });
  };

  const simulations: readonly (readonly [string, () => Promise<unknown>])[] = [
    [texts.simulateLimit, limit],
    [texts.simulateTimeout, () => issue('timeout')],
    [texts.simulateRefusal, () => issue('refused')],
    [texts.simulateStepUp, () => issue('step-up', SIMULATION.stepUpUse)],
    [texts.simulateExpiry, expiry],
  ];
  for (const [label, run] of simulations) {
    find('simulations').append(
      button(label, () => {
        endSimulation();
        return run();
      }),
    );
  }
}

/** Ends a simulation that waits for a code to expire. */
export function endSimulation(): void {
  running.abort();
  running = new AbortController();
  find('simulation-note').textContent = '';
}
