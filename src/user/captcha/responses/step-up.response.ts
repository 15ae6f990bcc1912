import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IssueResponse } from './issue.response.js';
import { StepUpVendorResponse } from './step-up-vendor.response.js';

/** `data` of NeedImgCaptcha: the image to solve, as the issue endpoint returns one, or the widget in its place. */
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

  @ApiPropertyOptional({
    description:
      'The vendor whose widget takes the place of a picture, if the tenant has one. The token of its widget is the `code`. While the vendor cannot be asked, there is a picture and no `vendor`',
    type: StepUpVendorResponse,
  })
  vendor?: StepUpVendorResponse;
}
