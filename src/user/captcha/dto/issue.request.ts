import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsText, IsTogether, MayBeAbsent } from '@system-management/envelope';
import { IsString, MaxLength, ValidateIf } from 'class-validator';
import type { IssueWish } from '../captcha.wishes.js';
import { needsAccount } from '../providers/index.js';
import { CaptchaRequest } from './captcha.request.js';
import { IsCodeId } from './is-code-id.js';

/** Body of the issue endpoint. */
export class IssueRequest extends CaptchaRequest {
  @ApiPropertyOptional({
    description: 'With `codeID`: the answer to an image captcha of the same `use`',
    maxLength: 64,
  })
  @IsText()
  @IsTogether('codeID')
  @MaxLength(64)
  @IsString()
  @MayBeAbsent()
  code?: string;

  @ApiPropertyOptional({ description: 'With `code`: which image captcha was answered' })
  @IsCodeId()
  @IsTogether('code')
  @IsString()
  // Deployed clients send it empty when no image was asked for.
  @ValidateIf((body: IssueRequest, value) => value !== undefined && (value !== '' || !!body.code))
  codeID?: string;

  /** The wire's names and history end here. */
  toWish(): IssueWish {
    const subject = this.toSubject();
    const { code, codeID } = this;
    const stepUp = needsAccount(subject.type) && code && codeID && { stepUp: { code, codeID } };
    return { ...subject, ...(stepUp || {}) };
  }
}
