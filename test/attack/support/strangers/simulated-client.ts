import { AppError, CommonErrors } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { CaptchaErrors } from '../../../../src/user/captcha/captcha.errors.js';
import { CaptchaService } from '../../../../src/user/captcha/captcha.service.js';
import type { IssueInput, IssueResult, VerifyInput } from '../../../../src/user/captcha/captcha.types.js';
import { SECOND_MS } from '../time.js';
import type { Simulation } from './simulation.js';

/** What a request brought. */
export interface Reply {
  readonly issued?: IssueResult;
  /** Milliseconds until the next message, or until a refused request may be repeated; 0 where it lacked an image. */
  readonly waitMs: number;
}

/** Images that may still be solved. */
export interface ImageBudget {
  left: number;
  solved: number;
}

export const unlimitedImages = (): ImageBudget => ({ left: Infinity, solved: 0 });

/** A client on one address. It calls the service in the process: HTTP would take most of the time of a simulation. */
export class SimulatedClient {
  private readonly service: CaptchaService;

  constructor(
    private readonly simulation: Simulation,
    readonly ip: string,
    readonly images: ImageBudget = unlimitedImages(),
  ) {
    this.service = simulation.attack.app.nest.get(CaptchaService);
  }

  /** Asks for a code, and once more with a solved image if one is asked for. */
  async ask(input: IssueInput, tenant: string, maySolve = true): Promise<Reply> {
    const { sent } = this.simulation.attack;
    try {
      const issued = await this.service.issue(input, this.context(tenant));
      return { issued, waitMs: (issued.resendAfter ?? 0) * SECOND_MS };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.definition === CommonErrors.Frequent) {
        const { retryAfter } = error.data as { retryAfter: number };
        return { waitMs: retryAfter * SECOND_MS };
      }
      if (error.definition !== CaptchaErrors.NeedImgCaptcha) throw error;
      const { codeID } = error.data as { codeID: string };
      if (input.stepUp || !maySolve || this.images.left === 0) return { waitMs: 0 };
      this.images.left--;
      this.images.solved++;
      return this.ask({ ...input, stepUp: { codeID, code: sent.byId.get(codeID)!.code } }, tenant);
    }
  }

  /** @returns whether the answer was right */
  async answer(input: VerifyInput, tenant: string): Promise<boolean> {
    try {
      await this.service.verify(input, this.context(tenant));
      return true;
    } catch (error) {
      const isRefused = error instanceof AppError && error.definition === CaptchaErrors.Captcha;
      const isLimited = error instanceof AppError && error.definition === CommonErrors.Frequent;
      if (!isRefused && !isLimited) throw error;
      return false;
    }
  }

  private context(tenant: string): RequestContext {
    return {
      requestId: 'simulation',
      language: 'en',
      tenant,
      tenantHeader: 'iThings-tenant-code',
      ip: this.ip,
      appCode: 'core',
    };
  }
}
