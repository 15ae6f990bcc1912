import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FieldRule, HiddenField, IsEqualTo, IsText, NormalizeText } from '@system-management/envelope';
import { normalizePhone, visibleText } from '@system-management/human-input';
import { IsNotEmpty, IsString, MaxLength, ValidateIf } from 'class-validator';
import { CAPTCHA_TYPES, type CaptchaType, requiresAccount } from '../delivery/providers/index.js';

/** Type sent by deployed login pages: a phone code with an account, an image without one. */
const LEGACY_SMS = 'sms';
const WIRE_TYPES: readonly string[] = [...CAPTCHA_TYPES, LEGACY_SMS];
/** More than the 254 characters of the longest address, so that a longer one gets the error of its type. */
export const MAX_ACCOUNT_LENGTH = 320;

/**
 * The fields that both requests share. Class-validator checks the rules of a field from the lowest decorator up, and the
 * first failure is reported.
 */
export abstract class CaptchaRequest {
  @ApiProperty({
    description:
      'Purpose, one of those configured for the tenant. Shipped: `login` `register` `changePwd` `forgetPwd` `bindAccount`',
    example: 'login',
    maxLength: 32,
  })
  @IsText()
  @MaxLength(32)
  @IsString()
  @IsNotEmpty()
  @HiddenField()
  use!: string;

  @ApiProperty({
    description: 'Captcha type. `sms` is a legacy name: `phone` with an account, `image` without one',
    enum: WIRE_TYPES,
    example: 'email',
  })
  @FieldRule('isIn', (value) => WIRE_TYPES.includes(value as string), { values: WIRE_TYPES.join(', ') })
  @IsString()
  @IsNotEmpty()
  @HiddenField()
  type!: string;

  @ApiPropertyOptional({
    description:
      'Required for `email` and `phone`, ignored for `image`. One e-mail address, or one phone number (E.164, or as dialled in the country of the tenant)',
    // `string | null` has no type at run time.
    type: String,
    example: '603785348@qq.com',
    maxLength: MAX_ACCOUNT_LENGTH,
  })
  @IsText()
  @MaxLength(MAX_ACCOUNT_LENGTH)
  @IsString()
  @FieldRule('isNotEmpty', (_, body) => !lacksAccount(body))
  @ValidateIf((body: CaptchaRequest, value) => needsAccount(body) && (isGiven(value) || lacksAccount(body)))
  @NormalizeText(visibleText)
  account?: string | null;

  @ApiPropertyOptional({
    description: 'Alias of `account`',
    type: String,
    deprecated: true,
    maxLength: MAX_ACCOUNT_LENGTH,
  })
  @IsText()
  @MaxLength(MAX_ACCOUNT_LENGTH)
  @IsEqualTo('account', comparableAccount)
  @IsString()
  @ValidateIf((body: CaptchaRequest, value) => needsAccount(body) && isGiven(value))
  @NormalizeText(visibleText)
  data?: string | null;

  /** The fields by the service's names. */
  protected toSubject(): { readonly use: string; readonly type: CaptchaType; readonly account: string } {
    return { use: this.use, type: typeOf(this), account: needsAccount(this) ? accountOf(this) : '' };
  }
}

type WireSubject = Partial<Pick<CaptchaRequest, 'type' | 'account' | 'data'>>;

function needsAccount(body: WireSubject): boolean {
  return requiresAccount(typeOf(body));
}

function lacksAccount(body: WireSubject): boolean {
  return accountOf(body) === '';
}

/** Not always a string before the rules have run: `0` is an account, and refused as one. */
function accountOf({ account, data }: WireSubject): string {
  return [account, data].find(isGiven) ?? '';
}

/** An empty text and `null` count as absent. */
function isGiven(value: unknown): value is NonNullable<unknown> {
  return value !== undefined && value !== null && value !== '';
}

/** A phone number without its spaces and dashes. */
function comparableAccount(account: unknown, body: WireSubject): unknown {
  return typeof account === 'string' && typeOf(body) === 'phone' ? normalizePhone(account) : account;
}

function typeOf(body: WireSubject): CaptchaType {
  if (body.type === LEGACY_SMS) return accountOf(body) === '' ? 'image' : 'phone';
  return body.type as CaptchaType;
}
