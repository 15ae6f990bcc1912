import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FieldRule, IsEqualTo, IsText, IsOptionalNotNull } from '@system-management/envelope';
import { IsNotEmpty, IsString, MaxLength, ValidateIf } from 'class-validator';
import { CAPTCHA_TYPES, type CaptchaType, requiresAccount } from '../delivery/providers/index.js';

/** Deployed login pages ask for `sms`: a phone code where they name an account, else an image. */
const LEGACY_SMS = 'sms';
const WIRE_TYPES: readonly string[] = [...CAPTCHA_TYPES, LEGACY_SMS];
/** The longest address is 254 characters; a little more, so that the error can say what is wrong with it. */
const LONGEST_ACCOUNT = 320;

/**
 * What both requests say: what for, by which way, to whom. Class-validator checks a field's rules from the lowest
 * decorator up, and the first broken one is reported.
 */
export abstract class CaptchaRequest {
  @ApiProperty({
    description:
      'Purpose, one of those the tenant is configured for. Shipped: `login` `register` `changePwd` `forgetPwd` `bindAccount`',
    example: 'login',
    maxLength: 32,
  })
  @IsText()
  @MaxLength(32)
  @IsString()
  @IsNotEmpty()
  use!: string;

  @ApiProperty({
    description:
      'How the code reaches the person. `sms` is a legacy name: `phone` with an account, `image` without one',
    enum: WIRE_TYPES,
    example: 'image',
  })
  @FieldRule('isIn', (value) => WIRE_TYPES.includes(value as string), { values: WIRE_TYPES.join(', ') })
  @IsString()
  @IsNotEmpty()
  type!: string;

  @ApiPropertyOptional({
    description:
      'Required for `email` and `phone`, ignored for `image`. One e-mail address, or one phone number (E.164, or as dialled in the country of the tenant)',
    example: '603785348@qq.com',
    maxLength: LONGEST_ACCOUNT,
  })
  @IsText()
  @MaxLength(LONGEST_ACCOUNT)
  @IsString()
  @FieldRule('isNotEmpty', (_, body) => !lacksAccount(body))
  @ValidateIf(
    (body: CaptchaRequest, value) =>
      requiresAccount(typeOf(body)) && (value !== undefined || lacksAccount(body)),
  )
  account?: string;

  @ApiPropertyOptional({ description: 'Alias of `account`', deprecated: true, maxLength: LONGEST_ACCOUNT })
  @IsText()
  @MaxLength(LONGEST_ACCOUNT)
  @IsEqualTo('account')
  @IsString()
  @IsOptionalNotNull()
  data?: string;

  /** The fields by the names that the service knows. */
  protected toSubject(): { readonly use: string; readonly type: CaptchaType; readonly account: string } {
    return { use: this.use, type: typeOf(this), account: accountOf(this) };
  }
}

type Wire = Partial<Pick<CaptchaRequest, 'type' | 'account' | 'data'>>;

function lacksAccount(body: Wire): boolean {
  return accountOf(body) === '' && requiresAccount(typeOf(body));
}

function accountOf({ account, data }: Wire): string {
  return account || data || '';
}

function typeOf(body: Wire): CaptchaType {
  if (body.type === LEGACY_SMS) return accountOf(body) === '' ? 'image' : 'phone';
  return body.type as CaptchaType;
}
