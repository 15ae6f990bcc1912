import { AppError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import type { IssueInput, IssueResult } from '../../../src/user/captcha/captcha.types.js';
import { CaptchaService } from '../../../src/user/captcha/captcha.service.js';
import type { AttackApp } from './attack-app.js';
import { DAY_MS, MINUTE_MS, SECOND_MS } from './time.js';

/** A stranger who tries to keep a person without codes for a day, on k addresses in m networks, with n solved images. */
export interface Stranger {
  readonly addresses: number;
  /** The addresses are distributed evenly. */
  readonly networks: number;
  readonly images: number;
  readonly tenants: readonly string[];
  /** Accounts that the stranger asks for: the victim's own, or aliases. The i-th request of an address. */
  readonly target: (request: number) => Pick<IssueInput, 'type' | 'account'>;
  /** Purposes, asked for in turn. @default login */
  readonly uses?: readonly string[];
}

/** The person who asks for a code at intervals, each time from another network, and solves an image when asked. */
export interface Victim extends Pick<IssueInput, 'type' | 'account'> {
  readonly everyMs: number;
}

export interface DayReport {
  /** Milliseconds until the victim had a code, for each try; Infinity: not within 10 minutes. */
  readonly waits: readonly number[];
  /** Images that the victim solved. */
  readonly victimImages: number;
  /** Messages that the stranger caused, and images that it solved. */
  readonly strangerMessages: number;
  readonly strangerImages: number;
}

const PATIENCE_MS = 10 * MINUTE_MS;

interface Client {
  readonly ip: string;
  tenant: string;
  readonly solve: (codeID: string) => string | undefined;
}

/** What one request brought. */
interface Reply {
  readonly issued?: IssueResult;
  /** Milliseconds until it may be repeated. */
  readonly waitMs: number;
}

/** Simulates a day of a stranger and a victim on the application's fake clock. */
export class StrangerDay {
  private readonly service: CaptchaService;
  private now = 0;
  private strangerImages = 0;
  private strangerMessages = 0;
  private victimImages = 0;
  private readonly startImages: number;

  constructor(
    private readonly attack: AttackApp,
    private readonly stranger: Stranger,
    private readonly victim: Victim,
  ) {
    this.service = attack.app.nest.get(CaptchaService);
    this.startImages = stranger.images;
  }

  async run(durationMs = DAY_MS): Promise<DayReport> {
    const { addresses, tenants } = this.stranger;
    /** When each address may ask each tenant again, and how often it has asked. */
    const attacks = Array.from({ length: addresses }, (_, index) =>
      tenants.map((tenant) => ({ ip: this.strangerIp(index), tenant, at: 0, requests: index })),
    ).flat();
    const waits: number[] = [];
    let visit: { index: number; since: number; at: number } = { index: 0, since: 0, at: MINUTE_MS };
    visit.since = visit.at;
    while (this.now < durationMs) {
      const next = Math.min(visit.at, ...attacks.map(({ at }) => at));
      if (next > this.now) {
        await this.attack.advance(next - this.now);
        this.now = next;
      }
      // The stranger is faster than the victim whenever both may ask.
      for (const attack of attacks.filter(({ at }) => at <= this.now)) {
        const waitMs = await this.attackOnce(attack);
        attack.at = this.now + Math.max(SECOND_MS, waitMs);
      }
      if (visit.at > this.now) continue;
      const { issued, waitMs } = await this.visitOnce(visit.index);
      const isLate = this.now + waitMs - visit.since > PATIENCE_MS;
      if (!issued && !isLate) {
        visit.at = this.now + waitMs;
        continue;
      }
      waits.push(issued ? this.now - visit.since : Infinity);
      const at = visit.since + this.victim.everyMs;
      visit = { index: visit.index + 1, since: at, at };
    }
    const { victimImages, strangerMessages, strangerImages } = this;
    return { waits, victimImages, strangerMessages, strangerImages };
  }

  private async attackOnce(attack: { ip: string; tenant: string; requests: number }): Promise<number> {
    const { uses = ['login'], target } = this.stranger;
    const request = attack.requests++;
    const use = uses[request % uses.length] ?? 'login';
    const input = { use, ...target(request) };
    const solve = (codeID: string): string | undefined => {
      if (this.strangerImages >= this.startImages) return undefined;
      this.strangerImages++;
      return this.attack.sent.byId.get(codeID)?.code;
    };
    const { issued, waitMs } = await this.ask(input, { ip: attack.ip, tenant: attack.tenant, solve });
    if (issued && this.attack.sent.byId.has(issued.codeID)) this.strangerMessages++;
    return waitMs;
  }

  private async visitOnce(index: number): Promise<Reply> {
    const { type, account } = this.victim;
    const ip = `100.${64 + (index >> 8)}.${index & 255}.7`;
    const solve = (codeID: string): string | undefined => {
      this.victimImages++;
      return this.attack.sent.byId.get(codeID)?.code;
    };
    return this.ask({ use: 'login', type, account }, { ip, tenant: 'default', solve });
  }

  /** Asks once, and once more with a solved image if it is asked for one. */
  private async ask(input: IssueInput, { ip, tenant, solve }: Client): Promise<Reply> {
    const context: RequestContext = {
      requestId: 'simulation',
      language: 'en',
      tenant,
      tenantHeader: 'iThings-tenant-code',
      ip,
      appCode: 'core',
      user: { id: '1' },
    };
    try {
      const issued = await this.service.issue(input, { ...context });
      return { issued, waitMs: (issued.resendAfter ?? 0) * SECOND_MS };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const data = error.data as { retryAfter?: number; codeID?: string };
      if (data.retryAfter !== undefined) return { waitMs: data.retryAfter * SECOND_MS };
      const code = data.codeID === undefined || input.stepUp ? undefined : solve(data.codeID);
      if (data.codeID === undefined || code === undefined) return { waitMs: 15 * MINUTE_MS };
      return this.ask({ ...input, stepUp: { codeID: data.codeID, code } }, { ip, tenant, solve });
    }
  }

  private strangerIp(index: number): string {
    const { networks } = this.stranger;
    return `198.${18 + ((index % networks) >> 8)}.${(index % networks) & 255}.${1 + Math.floor(index / networks)}`;
  }
}
