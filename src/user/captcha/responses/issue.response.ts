import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { INTEGER } from '@system-management/envelope';
import { CODE_ID_EXAMPLE, PICTURE_EXAMPLE } from '../challenge/examples.js';
import type { PresentedCode } from '../challenge/presentations/presentation.js';
import { AltchaChallengeResponse } from './altcha-challenge.response.js';

/** `data` of the issue endpoint, without the code. */
export class IssueResponse {
  @ApiProperty({ description: 'Id of the code: 20 characters', example: CODE_ID_EXAMPLE })
  codeID!: string;

  @ApiProperty({
    description:
      'For `image`: a PNG data URI of 240×80 pixels, or a WAV data URI of a few seconds with `presentation` `audio`. Empty with `pow`, and for other types',
    example: PICTURE_EXAMPLE.url,
  })
  url!: string;

  @ApiPropertyOptional({
    description: 'With `presentation` `pow`: the challenge, as clients of ALTCHA take it',
    type: AltchaChallengeResponse,
  })
  challenge?: PresentedCode['challenge'];

  @ApiProperty({ ...INTEGER, description: 'Lifetime of the code in seconds', example: 180 })
  expire!: number;

  @ApiPropertyOptional({
    description:
      'Seconds until a message is sent to the same account again (`email`, `phone`). Asking earlier repeats the code under a new `codeID` and sends nothing',
    ...INTEGER,
    example: 60,
  })
  resendAfter?: number;

  @ApiProperty({
    description: 'Characters of the code that will be typed. 0: nothing is typed',
    ...INTEGER,
    example: 6,
  })
  codeLength!: number;

  @ApiProperty({
    description: 'Which keyboard fits: a code of `digits`, or of `letters`, which may contain digits',
    enum: ['digits', 'letters'],
    example: 'digits',
  })
  codeAlphabet!: 'digits' | 'letters';

  @ApiPropertyOptional({ description: 'Masked recipient (`email`, `phone`)', example: '6***@q***.com' })
  sentTo?: string;
}
