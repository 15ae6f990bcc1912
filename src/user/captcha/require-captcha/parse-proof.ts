import type { Type } from '@nestjs/common';
import { ParameterError, type FieldError, type StrictValidationPipe } from '@system-management/envelope';
import type { RedeemInput, VerifyInput } from '../captcha.types.js';
import { TicketRequest } from '../dto/ticket.request.js';
import { VerifyRequest } from '../dto/verify.request.js';
import { ACCOUNT_TYPES, type CaptchaType } from '../delivery/providers/index.js';

/** What a route wants proven. */
export interface RequireCaptchaOptions {
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
export type ProofInput = VerifyInput | RedeemInput;

/**
 * Reads a code or a ticket by the rules of the verify endpoint's own DTO, and checks the rest of the body by its class.
 * @throws {ParameterError} with every mistake of both
 */
export async function parseProof(
  body: unknown,
  demand: RequireCaptchaOptions,
  pipe: StrictValidationPipe,
): Promise<ProofInput> {
  const [proof, own] = await Promise.allSettled([
    readProof(body, demand, pipe),
    demand.body && pipe.transform(body, { type: 'body', metatype: demand.body }),
  ]);
  const problems = [proof, own].flatMap((check) => problemsOf(check));
  if (problems.length > 0) throw new ParameterError(onePerField(problems));
  return (proof as PromiseFulfilledResult<ProofInput>).value;
}

async function readProof(
  body: unknown,
  { use, types = ACCOUNT_TYPES }: RequireCaptchaOptions,
  pipe: StrictValidationPipe,
): Promise<ProofInput> {
  const checked = (value: unknown, metatype: Type<object>) =>
    pipe.transform(value, { type: 'body', metatype });
  if (isObject(body) && body['ticket'] !== undefined && body['ticket'] !== '') {
    const { ticket } = (await checked(body, TicketRequest)) as TicketRequest;
    return { use, types, ticket };
  }
  const [only, ...more] = types;
  const preset = more.length === 0 && { type: only };
  const request = await checked(isObject(body) ? { ...preset, ...body, use } : body, VerifyRequest);
  const wish = (request as VerifyRequest).toInput();
  if (types.includes(wish.type)) return wish;
  throw new ParameterError([{ field: 'type', rule: 'isIn', params: { values: types.join(', ') } }]);
}

function problemsOf(check: PromiseSettledResult<unknown>): readonly FieldError[] {
  if (check.status === 'fulfilled') return [];
  if (check.reason instanceof ParameterError) return check.reason.fieldErrors;
  throw check.reason as Error;
}

/** A field that both sides know is reported once. */
function onePerField(problems: readonly FieldError[]): FieldError[] {
  return [...new Map(problems.map((problem) => [problem.field, problem])).values()];
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
