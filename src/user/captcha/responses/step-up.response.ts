import { ApiProperty, PickType } from '@nestjs/swagger';
import { IssueResponse } from './issue.response.js';

/** `data` of NeedImgCaptcha: the image to solve, as the issue endpoint returns one. */
export class StepUpResponse extends PickType(IssueResponse, [
  'codeID',
  'url',
  'challenge',
  'expire',
  'codeLength',
  'codeAlphabet',
] as const) {
  @ApiProperty({
    description: 'Why: an image is `required`, or the answer to the last one was `wrong`',
    enum: ['required', 'wrong'],
    example: 'required',
  })
  reason!: 'required' | 'wrong';
}
