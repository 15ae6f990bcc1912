import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ALPHABETS, randomAnswer } from '@system-management/captcha-image';
import type { ChallengeStore } from '@system-management/challenge-store';
import { AppError, ParameterError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { CHALLENGE_STORE } from '../../storage/storage.module.js';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { canonicalCode, fitsPolicy } from './canonical-code.js';
import { CaptchaErrors } from './captcha.errors.js';
import { asAppError } from './captcha.failures.js';
import { type Scope, scopeOf } from './captcha.policy.js';
import { PROVIDERS, type Providers } from './captcha.tokens.js';
import { Challenge } from './challenge.js';
import { CodeKeys } from './code-keys.js';
import type { CaptchaType, Prepared } from './providers/index.js';
import { type Ticket, TicketSigner } from './ticket.js';

/** What a caller types back: the id of a challenge and the code as typed. */
export interface Answer {
  readonly codeID: string;
  readonly code: string;
}

/** A wish for a code, once the wire's names and history are gone. */
export interface IssueWish {
  readonly use: string;
  readonly type: CaptchaType;
  /** Empty where the type needs none. */
  readonly account: string;
  /** The answer to an image of the same purpose, where the caller brings one. */
  readonly stepUp?: Answer;
}

/** An answer to be judged, and what it claims to be good for. */
export interface VerifyWish extends Answer {
  readonly use: string;
  readonly type: CaptchaType;
  /** Empty where the type needs none. */
  readonly account: string;
}

/** What the issue endpoint answers. */
export interface Issued {
  readonly codeID: string;
  readonly url: string;
  /** Whole seconds the code lives. */
  readonly expire: number;
  /** Masked recipient, where there is one. */
  readonly sentTo?: string;
}

/** The life of a code: issued once, judged a few times, consumed once. */
@Injectable()
export class CaptchaService {
  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(PROVIDERS) private readonly providers: Providers,
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(CodeKeys) private readonly keys: CodeKeys,
    @Inject(TicketSigner) private readonly tickets: TicketSigner,
  ) {}

  /** Makes, remembers and delivers a code. What could not be remembered is never sent. */
  async issue(wish: IssueWish, context: RequestContext): Promise<Issued> {
    const scope = scopeOf(this.tenants, context, wish.use);
    const challenge = this.challenge(wish, scope, context.language);
    const prepared = this.providers[wish.type].prepare(challenge);
    if (wish.stepUp) await this.passStepUp(wish.stepUp, wish.use, scope, context);
    await this.send(challenge, prepared);
    const { id, policy, recipient } = challenge;
    return {
      codeID: id,
      url: prepared.url,
      expire: policy.lifetime,
      ...(recipient.masked && { sentTo: recipient.masked }),
    };
  }

  /** Judges an answer; the right one is consumed and becomes a ticket. Every wrong one is the same error. */
  async verify(wish: VerifyWish, context: RequestContext): Promise<Ticket> {
    const scope = scopeOf(this.tenants, context, wish.use);
    const { identity } = this.providers[wish.type].recipient(wish.account, scope.tenant);
    if (!(await this.isRight(wish, identity, scope))) throw new AppError(CaptchaErrors.Captcha);
    return this.tickets.sign({
      tenant: scope.tenant.code,
      use: wish.use,
      type: wish.type,
      identity,
      id: wish.codeID,
    });
  }

  private challenge(
    { use, type, account }: IssueWish,
    { tenant, purpose }: Scope,
    language: string,
  ): Challenge {
    const policy = purpose[type];
    const recipient = this.providers[type].recipient(account, tenant);
    const id = randomBytes(15).toString('base64url');
    const code = randomAnswer(policy.length, ALPHABETS[policy.alphabet]);
    return new Challenge(id, type, use, tenant, language, recipient, policy, code);
  }

  /** Stores before sending, and forgets what surely or possibly did not arrive. */
  private async send(challenge: Challenge, prepared: Prepared): Promise<void> {
    const { id, tenant, use, type, recipient, policy, code } = challenge;
    const binding = { tenant: tenant.code, use, type, identity: recipient.identity, id, code };
    const seal = { ...this.keys.seal(binding), tag: id };
    try {
      await this.store.put({
        id,
        seal,
        attempts: policy.attempts,
        lifetimeMs: policy.lifetime * 1000,
        strong: false,
      });
      await prepared.deliver().catch(async (failure: unknown) => {
        await this.store.drop(id, seal.tag);
        throw failure;
      });
    } catch (failure) {
      throw asAppError(failure);
    }
  }

  /** @throws {AppError} NeedImgCaptcha, with a fresh image so that one more request is enough */
  private async passStepUp(
    stepUp: Answer,
    use: string,
    scope: Scope,
    context: RequestContext,
  ): Promise<void> {
    if (await this.isRight({ ...stepUp, use, type: 'image' }, '', scope)) return;
    const { codeID, url, expire } = await this.issue({ use, type: 'image', account: '' }, context);
    throw new AppError(CaptchaErrors.NeedImgCaptcha, { codeID, url, expire, reason: 'wrong' });
  }

  /** The form is judged by the policy alone, so that a malformed code never tells a live id from an unknown one. */
  private async isRight(
    { use, type, codeID: id, code: typed }: Omit<VerifyWish, 'account'>,
    identity: string,
    { tenant, purpose }: Scope,
  ): Promise<boolean> {
    const code = canonicalCode(typed);
    if (!fitsPolicy(code, purpose[type])) throw new ParameterError([{ field: 'code', rule: 'isCode' }]);
    const candidates = this.keys.candidates({ tenant: tenant.code, use, type, identity, id, code });
    const seals = [...candidates].map(([keyId, mac]) => ({ keyId, mac, tag: id }));
    try {
      return (await this.store.attempt({ id, seals })) === 'accepted';
    } catch (failure) {
      throw asAppError(failure);
    }
  }
}
