import { ApiPropertyOptional } from '@nestjs/swagger';
import { FieldRule, HiddenField, IsText, IsRequiredWith, NormalizeText } from '@system-management/envelope';
import { normalizeCode } from '@system-management/human-input';
import { IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import type { IssueInput } from '../captcha.types.js';
import {
  DEFAULT_PRESENTATION,
  PRESENTATION_NAMES,
  type PresentationName,
} from '../challenge/presentations/index.js';
import { requiresAccount } from '../delivery/providers/index.js';
import { CaptchaRequest } from './captcha.request.js';
import { IsCodeId } from './is-code-id.js';

/** Body of the issue endpoint. */
export class IssueRequest extends CaptchaRequest {
  @ApiPropertyOptional({
    description: 'With `codeID`: the answer to an image captcha of the same `use`',
    type: String,
    maxLength: 64,
  })
  @IsText()
  @IsRequiredWith('codeID')
  @MaxLength(64)
  @IsString()
  @IsOptional()
  @NormalizeText(normalizeCode)
  code?: string | null;

  @ApiPropertyOptional({ description: 'With `code`: the id of that image captcha', type: String })
  @IsCodeId()
  @IsRequiredWith('code')
  @IsString()
  // Deployed clients send an empty codeID when they have no image.
  @ValidateIf((body: IssueRequest, value) => value !== '' || !!body.code)
  @IsOptional()
  @HiddenField()
  codeID?: string | null;

  @ApiPropertyOptional({
    description:
      `How an \`image\` captcha is presented, \`${DEFAULT_PRESENTATION}\` if absent. ` +
      '`audio` is for people who cannot see: digits spoken in the language of the request, as a WAV data URI. With `email` and `phone` it selects the presentation of the image that may have to be solved first',
    enum: PRESENTATION_NAMES,
    example: 'audio',
  })
  @FieldRule('isIn', (value) => PRESENTATION_NAMES.includes(value as PresentationName), {
    values: PRESENTATION_NAMES.join(', '),
  })
  @IsString()
  @IsOptional()
  @HiddenField()
  presentation?: PresentationName | null;

  /** Maps wire names and legacy types to the service's. */
  toInput(): IssueInput {
    const subject = { ...this.toSubject(), presentation: this.presentation ?? undefined };
    const { code, codeID } = this;
    const stepUp = requiresAccount(subject.type) && code && codeID && { stepUp: { code, codeID } };
    return { ...subject, ...(stepUp || {}) };
  }
}
