import { ParameterError, StrictValidationPipe } from '@system-management/envelope';
import type { TicketWish, VerifyWish } from './captcha.wishes.js';
import { TicketRequest } from './dto/ticket.request.js';
import { VerifyRequest } from './dto/verify.request.js';
import { ACCOUNT_TYPES, type CaptchaType } from './providers/index.js';

/** What a route wants proven. */
export interface CaptchaDemand {
  /** The purpose: a code or ticket for another one is refused. Tenants configure purposes in YAML. */
  readonly use: string;
  /** The types that are accepted. A solved picture proves nobody's account, so it must be asked for. @default all with an account */
  readonly types?: readonly CaptchaType[];
}

/** What the body of a guarded route brings as its proof. */
export type ProofWish = VerifyWish | TicketWish;

const pipe = new StrictValidationPipe();

/**
 * Reads a code or a ticket by the rules of the verify endpoint's own DTO.
 * @throws {ParameterError} with every mistake of its fields
 */
export async function proofWish(
  body: unknown,
  { use, types = ACCOUNT_TYPES }: CaptchaDemand,
): Promise<ProofWish> {
  if (isObject(body) && body['ticket'] !== undefined && body['ticket'] !== '') {
    const { ticket } = (await checked(body, TicketRequest)) as TicketRequest;
    return { use, types, ticket };
  }
  const [only, ...more] = types;
  const preset = more.length === 0 && { type: only };
  const request = (await checked(
    isObject(body) ? { ...preset, ...body, use } : body,
    VerifyRequest,
  )) as VerifyRequest;
  const wish = request.toWish();
  if (types.includes(wish.type)) return wish;
  throw new ParameterError([{ field: 'type', rule: 'isIn', params: { values: types.join(', ') } }]);
}

const checked = (body: unknown, metatype: typeof TicketRequest | typeof VerifyRequest): Promise<unknown> =>
  pipe.transform(body, { type: 'body', metatype });

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
