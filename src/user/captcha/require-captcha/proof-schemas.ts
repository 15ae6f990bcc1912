import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, ApiSchema, IntersectionType } from '@nestjs/swagger';
import { type CaptchaType, requiresAccount } from '../delivery/providers/index.js';
import { AnswerRequest } from '../dto/answer.request.js';
import { MAX_ACCOUNT_LENGTH } from '../dto/captcha.request.js';
import { TicketRequest } from '../dto/ticket.request.js';
import { exampleOf } from './proof-examples.js';

/** The two schemas of a guarded route's body: its own fields with those of a code, or with a ticket. */
export interface ProofSchemas {
  readonly code: Type;
  readonly ticket: Type;
}

/**
 * Two named schemas: `SubscriptionRequestWithEmailCode` and `SubscriptionRequestWithTicket` for the body
 * `SubscriptionRequest` and the type `email`; `EmailCodeRequest` and `TicketRequest` without a body. A name without a
 * type accepts all types with an account.
 * @param types accepted types; `undefined` for all with an account
 */
export function proofSchemas(
  accepted: readonly CaptchaType[],
  types: readonly CaptchaType[] | undefined,
  body: Type<object> | undefined,
): ProofSchemas {
  const named = `${(types ?? []).map(capitalized).join('Or')}Code`;
  const answer = IntersectionType(fieldsOf(accepted), AnswerRequest);
  if (!body) return { code: schema(`${named}Request`, answer), ticket: TicketRequest };
  return {
    code: schema(`${body.name}With${named}`, IntersectionType(body, answer)),
    ticket: schema(`${body.name}WithTicket`, IntersectionType(body, TicketRequest)),
  };
}

/** A class with `type` and `account`, as far as requests of these types have them. */
function fieldsOf(types: readonly CaptchaType[]): Type {
  class Fields {}
  const required = types.length > 1;
  const type: ApiPropertyOptions = {
    type: String,
    enum: [...types],
    description: required ? 'Type of the code' : 'Type of the code. May be absent',
    required,
  };
  ApiProperty(type)(Fields.prototype, 'type');
  const withAccount = types.filter(requiresAccount);
  if (withAccount.length > 0) ApiProperty(accountOf(types, withAccount))(Fields.prototype, 'account');
  return Fields;
}

function accountOf(types: readonly CaptchaType[], withAccount: readonly CaptchaType[]): ApiPropertyOptions {
  const required = withAccount.length === types.length;
  const names = withAccount.map((type) => `\`${type}\``).join(', ');
  return {
    type: String,
    description: `The account that the code was sent to${required ? '' : `. Required for ${names}`}`,
    example: exampleOf(withAccount[0]!).account,
    maxLength: MAX_ACCOUNT_LENGTH,
    required,
  };
}

function schema(name: string, fields: Type): Type {
  class Schema extends fields {}
  ApiSchema({ name })(Schema);
  return Schema;
}

function capitalized(type: string): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}
