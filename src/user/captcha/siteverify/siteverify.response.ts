import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/**
 * Error codes of the siteverify endpoint: those that hCaptcha, Turnstile and reCAPTCHA share, and `rate-limited`.
 *
 * | code | meaning |
 * |---|---|
 * | `missing-input-secret` `missing-input-response` | the field is absent or empty |
 * | `invalid-input-secret` | no tenant has the secret |
 * | `invalid-input-response` | not a ticket of the tenant |
 * | `timeout-or-duplicate` | a ticket that has expired or was redeemed before |
 * | `bad-request` | a field is not a text |
 * | `rate-limited` | a wrong secret or ticket from an address that has sent too many |
 */
const SITEVERIFY_ERROR_CODES = [
  'missing-input-secret',
  'missing-input-response',
  'invalid-input-secret',
  'invalid-input-response',
  'timeout-or-duplicate',
  'bad-request',
  'rate-limited',
] as const;

export type SiteverifyErrorCode = (typeof SITEVERIFY_ERROR_CODES)[number];

/** Answer of the siteverify endpoint, without an envelope. */
@ApiSchema({ name: 'Siteverify' })
export class SiteverifyResponse {
  @ApiProperty({ description: 'Whether the ticket is valid. It is redeemed then' })
  success!: boolean;

  @ApiPropertyOptional({
    description: 'When the code was verified, ISO 8601. With `success` only',
    example: '2026-11-29T12:00:00.000Z',
  })
  challenge_ts?: string;

  @ApiPropertyOptional({
    description: 'Purpose of the code: compare it with that of your form. With `success` only',
    example: 'login',
  })
  action?: string;

  @ApiProperty({
    // No enum: generators cannot make names of constants from these values.
    description: `Why the ticket was not accepted; empty with \`success\`. Values: ${SITEVERIFY_ERROR_CODES.map((code) => `\`${code}\``).join(', ')}`,
    type: String,
    isArray: true,
    example: [],
  })
  'error-codes'!: readonly SiteverifyErrorCode[];
}
