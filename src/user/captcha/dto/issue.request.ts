import { ApiPropertyOptional } from '@nestjs/swagger';
import { FieldRule, HiddenField, IsText, NormalizeText } from '@system-management/envelope';
import { IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import type { IssueInput } from '../captcha.types.js';
import {
  DEFAULT_PRESENTATION,
  PRESENTATION_NAMES,
  type PresentationName,
} from '../challenge/presentations/index.js';
import { codeIDOf } from '../challenge/presentations/altcha-payload.js';
import { isToken } from '../challenge/program-answer.js';
import { requiresAccount } from '../delivery/providers/index.js';
import { MAX_ANSWER_LENGTH, normalizeAnswer } from './answer.js';
import { CaptchaRequest } from './captcha.request.js';
import { IsCodeId } from './is-code-id.js';

/** Body of the issue endpoint. */
export class IssueRequest extends CaptchaRequest {
  @ApiPropertyOptional({
    description:
      "With `codeID`: the answer to an image captcha of the same `use`, or the token of the vendor's widget that `data.vendor` names",
    type: String,
    maxLength: MAX_ANSWER_LENGTH,
  })
  @IsText()
  @FieldRule('isRequiredWith', (value, body) => !value === (idOf(body) === undefined), { other: 'codeID' })
  @MaxLength(MAX_ANSWER_LENGTH)
  @IsString()
  @IsOptional()
  @NormalizeText(normalizeAnswer)
  code?: string | null;

  @ApiPropertyOptional({
    description: 'With `code`: the id of that image captcha. May be absent beside a token',
    type: String,
  })
  @IsCodeId()
  @FieldRule('isRequiredWith', (_, body) => (idOf(body) === undefined) === !body['code'], { other: 'code' })
  @IsString()
  // Deployed clients send an empty codeID when they have no image.
  @ValidateIf((body: IssueRequest, value) => value !== '' || (!!body.code && idOf(body) === undefined))
  @IsOptional()
  @HiddenField()
  codeID?: string | null;

  @ApiPropertyOptional({
    description:
      `How an \`image\` captcha is presented, \`${DEFAULT_PRESENTATION}\` if absent. ` +
      '`audio` is for people who cannot see: digits spoken in the language of the request, as a WAV data URI. `pow` needs no reading: a proof of work, which a program solves. With `email` and `phone` it selects the presentation of the image that may have to be solved first, that of the tenant if absent',
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
    const { code } = this;
    const codeID = idOf(this);
    const isStepUp = requiresAccount(subject.type) && code && codeID !== undefined;
    return isStepUp ? { ...subject, stepUp: { code, codeID } } : subject;
  }
}

/** The id of the step-up, or the one in the payload that answers it; empty for a vendor's token, which needs none. */
function idOf({ code, codeID }: Partial<Pick<IssueRequest, 'code' | 'codeID'>>): string | undefined {
  if (codeID || typeof code !== 'string') return codeID || undefined;
  return codeIDOf(code) ?? (isToken(code) ? '' : undefined);
}
