import type { IssueInput } from '../../../../src/user/captcha/captcha.types.js';
import { STRONG_CODE } from '../../../../src/user/captcha/challenge/code/strong-code.js';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../time.js';
import { type ImageBudget, SimulatedClient, unlimitedImages } from './simulated-client.js';
import type { Actor, Simulation } from './simulation.js';

/** How long a try may take. */
export const IN_TIME_MS = 10 * MINUTE_MS;
/** From the message to the typed answer. */
const TYPING_MS = 30 * SECOND_MS;
const USE = 'login';
const TENANT = 'default';

export interface VictimOptions extends Pick<IssueInput, 'type' | 'account'> {
  /** From one try to the next; the first one after as long. */
  readonly everyMs: number;
  /** How long it tries. @default a day */
  readonly durationMs?: number;
  /** When a try ends without a code. @default {@link IN_TIME_MS} */
  readonly giveUpMs?: number;
}

/** A person who asks for a code at intervals, solves an image when asked for one, and types the code that arrived. */
export class Victim implements Actor {
  /** Milliseconds until the person had the code that was then accepted, for each try; Infinity: none in time. */
  readonly waits: number[] = [];
  readonly images: ImageBudget = unlimitedImages();
  /** Codes that were typed and refused. */
  refusedCodes = 0;
  /** Accepted codes that were strong. */
  strongCodes = 0;
  at: number;
  private since: number;
  private pending: { readonly codeID: string; readonly askedAt: number; readonly nextAt: number } | undefined;

  constructor(
    private readonly simulation: Simulation,
    private readonly options: VictimOptions,
    private readonly ipOf: (visit: number) => string,
  ) {
    this.since = simulation.now + options.everyMs;
    this.at = this.since;
  }

  get isDone(): boolean {
    const { everyMs, durationMs = DAY_MS } = this.options;
    return this.waits.length === Math.floor(durationMs / everyMs);
  }

  act(): Promise<void> {
    return this.pending ? this.type(this.pending) : this.ask();
  }

  private async ask(): Promise<void> {
    const { now } = this.simulation;
    const { type, account } = this.options;
    const { issued, waitMs } = await this.client().ask({ use: USE, type, account }, TENANT);
    if (!issued) return this.retryAt(now + waitMs);
    this.pending = { codeID: issued.codeID, askedAt: now, nextAt: now + Math.max(waitMs, TYPING_MS) };
    this.at = now + TYPING_MS;
  }

  private async type({ codeID, askedAt, nextAt }: NonNullable<Victim['pending']>): Promise<void> {
    this.pending = undefined;
    const { type, account } = this.options;
    const code = this.newestCode();
    const isRight = await this.client().answer({ use: USE, type, account, codeID, code }, TENANT);
    if (isRight) {
      if (code.length === STRONG_CODE.length) this.strongCodes++;
      this.finish(askedAt - this.since);
    } else {
      this.refusedCodes++;
      this.retryAt(nextAt);
    }
  }

  private client(): SimulatedClient {
    return new SimulatedClient(this.simulation, this.ipOf(this.waits.length), this.images);
  }

  /** The code of the newest message: the person does not know whose request caused it. */
  private newestCode(): string {
    const { account } = this.options;
    const newest = [...this.simulation.attack.sent.byId.values()].findLast(
      (message) => message.account === account && message.use === USE && message.tenant === TENANT,
    );
    return newest!.code;
  }

  private retryAt(at: number): void {
    const { giveUpMs = IN_TIME_MS } = this.options;
    if (at - this.since > giveUpMs) this.finish(Infinity);
    else this.at = at;
  }

  private finish(waitMs: number): void {
    this.waits.push(waitMs);
    this.since += this.options.everyMs;
    this.at = this.since;
  }
}
