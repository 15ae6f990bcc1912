import { ApiProperty } from '@nestjs/swagger';
import { HiddenField, IsText, NormalizeText } from '@system-management/envelope';
import { normalizeCode } from '@system-management/human-input';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { VerifyInput } from '../captcha.types.js';
import { CODE_ID_EXAMPLE } from '../challenge/examples.js';
import { CaptchaRequest } from './captcha.request.js';
import { IsCodeId } from './is-code-id.js';

/** Body of the verify endpoint. */
export class VerifyRequest extends CaptchaRequest {
  @ApiProperty({ description: '`data.codeID` of the issued code', example: CODE_ID_EXAMPLE })
  @IsCodeId()
  @IsString()
  @IsNotEmpty()
  @HiddenField()
  codeID!: string;

  @ApiProperty({
    description: 'The code as typed: case, spaces, dashes and the script of its digits are ignored',
    example: '637828',
    maxLength: 64,
  })
  @IsText()
  @MaxLength(64)
  @IsString()
  @IsNotEmpty()
  @NormalizeText(normalizeCode)
  code!: string;

  /** Maps wire names and legacy types to the service's. */
  toInput(): VerifyInput {
    return { ...this.toSubject(), codeID: this.codeID, code: this.code };
  }
}
