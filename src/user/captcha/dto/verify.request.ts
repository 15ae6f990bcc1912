import { ApiProperty } from '@nestjs/swagger';
import { HiddenField, IsText, NormalizeText } from '@system-management/envelope';
import { IsNotEmpty, IsString, MaxLength, ValidateIf } from 'class-validator';
import type { VerifyInput } from '../captcha.types.js';
import { CODE_ID_EXAMPLE } from '../challenge/examples.js';
import { codeIDOf } from '../challenge/presentations/altcha-payload.js';
import { CaptchaRequest } from './captcha.request.js';
import { MAX_ANSWER_LENGTH, normalizeAnswer } from './answer.js';
import { IsCodeId } from './is-code-id.js';

/** Body of the verify endpoint. */
export class VerifyRequest extends CaptchaRequest {
  @ApiProperty({
    description:
      "`data.codeID` of the issued code. May be absent if `code` is the payload of ALTCHA's widget, which contains it",
    example: CODE_ID_EXAMPLE,
  })
  @IsCodeId()
  @IsString()
  @IsNotEmpty()
  @ValidateIf(({ code }: VerifyRequest, value) => (value ?? '') !== '' || !codeIDOf(code))
  @HiddenField()
  codeID!: string;

  @ApiProperty({
    description:
      'The code as typed: case, spaces, dashes and the script of its digits are ignored. Of a proof of work: the payload of ALTCHA, base64 of `{"challenge":…,"solution":…}` in JSON',
    example: '637828',
    maxLength: MAX_ANSWER_LENGTH,
  })
  @IsText()
  @MaxLength(MAX_ANSWER_LENGTH)
  @IsString()
  @IsNotEmpty()
  @NormalizeText(normalizeAnswer)
  code!: string;

  /** Maps wire names and legacy types to the service's. */
  toInput(): VerifyInput {
    return { ...this.toSubject(), codeID: this.codeID || (codeIDOf(this.code) ?? ''), code: this.code };
  }
}
