import type { Type } from '@nestjs/common';
import { ParameterError, type Problem, type StrictValidationPipe } from '@system-management/envelope';
import type { TicketWish, VerifyWish } from '../captcha.types.js';
import { TicketRequest } from '../dto/ticket.request.js';
import { VerifyRequest } from '../dto/verify.request.js';
import { ACCOUNT_TYPES, type CaptchaType } from '../delivery/providers/index.js';

/** What a route wants proven. */
export interface CaptchaDemand {
  /** The purpose: a code or ticket for another one is refused. Tenants configure purposes in YAML. */
  readonly use: string;
  /** The types that are accepted. A solved picture proves no account, so it must be asked for. @default all with an account */
  readonly types?: readonly CaptchaType[];
  /**
   * The class of the handler's `@Body()`: checked before a code or ticket is consumed, and documented beside its fields.
   * @default a body that brings the proof only
   */
  readonly body?: Type<object>;
}

/** What the body of a guarded route brings as its proof. */
export type ProofWish = VerifyWish | TicketWish;

/**
 * Reads a code or a ticket by the rules of the verify endpoint's own DTO, and checks the rest of the body by its class.
 * @throws {ParameterError} with every mistake of both
 */
export async function proofWish(
  body: unknown,
  demand: CaptchaDemand,
  pipe: StrictValidationPipe,
): Promise<ProofWish> {
  const [proof, own] = await Promise.allSettled([
    readProof(body, demand, pipe),
    demand.body && pipe.transform(body, { type: 'body', metatype: demand.body }),
  ]);
  const problems = [proof, own].flatMap((check) => problemsOf(check));
  if (problems.length > 0) throw new ParameterError(onePerField(problems));
  return (proof as PromiseFulfilledResult<ProofWish>).value;
}

async function readProof(
  body: unknown,
  { use, types = ACCOUNT_TYPES }: CaptchaDemand,
  pipe: StrictValidationPipe,
): Promise<ProofWish> {
  const checked = (value: unknown, metatype: Type<object>) =>
    pipe.transform(value, { type: 'body', metatype });
  if (isObject(body) && body['ticket'] !== undefined && body['ticket'] !== '') {
    const { ticket } = (await checked(body, TicketRequest)) as TicketRequest;
    return { use, types, ticket };
  }
  const [only, ...more] = types;
  const preset = more.length === 0 && { type: only };
  const request = await checked(isObject(body) ? { ...preset, ...body, use } : body, VerifyRequest);
  const wish = (request as VerifyRequest).toWish();
  if (types.includes(wish.type)) return wish;
  throw new ParameterError([{ field: 'type', rule: 'isIn', params: { values: types.join(', ') } }]);
}

function problemsOf(check: PromiseSettledResult<unknown>): readonly Problem[] {
  if (check.status === 'fulfilled') return [];
  if (check.reason instanceof ParameterError) return check.reason.problems;
  throw check.reason as Error;
}

/** A field that both sides know is reported once. */
function onePerField(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [problem.field, problem])).values()];
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
