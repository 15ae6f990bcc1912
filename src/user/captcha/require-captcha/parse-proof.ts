import type { Type } from '@nestjs/common';
import { ParameterError, type FieldError, type StrictValidationPipe } from '@system-management/envelope';
import type { RedeemInput, VerifyInput } from '../captcha.types.js';
import { TicketRequest } from '../dto/ticket.request.js';
import { VerifyRequest } from '../dto/verify.request.js';
import { ACCOUNT_TYPES } from '../delivery/providers/index.js';
import type { RequireCaptchaOptions } from './require-captcha.options.js';

/** The proof in the body of a guarded route: a response to verify, or a ticket to redeem. */
export type ProofInput = VerifyInput | RedeemInput;

/**
 * Parses a code or a ticket by the rules of the verify endpoint's DTO, and validates the rest of the body by its class.
 * @throws {ParameterError} with the field errors of both
 */
export async function parseProof(
  body: unknown,
  options: RequireCaptchaOptions,
  pipe: StrictValidationPipe,
): Promise<ProofInput> {
  const [proof, own] = await Promise.allSettled([
    parseBody(body, options, pipe),
    options.body && pipe.transform(body, { type: 'body', metatype: options.body }),
  ]);
  const fieldErrors = [proof, own].flatMap((check) => fieldErrorsOf(check));
  if (fieldErrors.length > 0) throw new ParameterError(onePerField(fieldErrors));
  return (proof as PromiseFulfilledResult<ProofInput>).value;
}

async function parseBody(
  body: unknown,
  { use, types = ACCOUNT_TYPES }: RequireCaptchaOptions,
  pipe: StrictValidationPipe,
): Promise<ProofInput> {
  const validate = (value: unknown, metatype: Type<object>) =>
    pipe.transform(value, { type: 'body', metatype });
  if (isObject(body) && (body['ticket'] ?? '') !== '') {
    const { ticket } = (await validate(body, TicketRequest)) as TicketRequest;
    return { use, types, ticket };
  }
  const only = types.length === 1 ? types[0] : undefined;
  const response = isObject(body) ? { ...body, type: body['type'] ?? only, use } : body;
  const request = await validate(response, VerifyRequest);
  const input = (request as VerifyRequest).toInput();
  if (types.includes(input.type)) return input;
  throw new ParameterError([{ field: 'type', rule: 'isIn', params: { values: types.join(', ') } }]);
}

function fieldErrorsOf(check: PromiseSettledResult<unknown>): readonly FieldError[] {
  if (check.status === 'fulfilled') return [];
  if (check.reason instanceof ParameterError) return check.reason.fieldErrors;
  throw check.reason as Error;
}

/** Reports a field once when both checks fail on it. */
function onePerField(fieldErrors: readonly FieldError[]): FieldError[] {
  return [...new Map(fieldErrors.map((error) => [error.field, error])).values()];
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
