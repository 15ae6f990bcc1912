import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** `data` of an issued code. The code itself is never part of it. */
export class IssueResponse {
  @ApiProperty({ description: 'Id of the code: 20 characters', example: 'Y1goJMD3qvs6jZ63QUXN' })
  codeID!: string;

  @ApiProperty({
    description:
      'For `image` a PNG data URI, 240×80, or a WAV data URI of some seconds where `presentation` is `audio`; else empty',
    example: 'data:image/png;base64,…',
  })
  url!: string;

  @ApiProperty({ description: 'Whole seconds the code lives', example: 180 })
  expire!: number;

  @ApiPropertyOptional({
    description: 'Seconds until the same account may ask again (`email`, `phone`)',
    example: 60,
  })
  resendAfter?: number;

  @ApiPropertyOptional({ description: 'Masked recipient (`email`, `phone`)', example: '6***@q***.com' })
  sentTo?: string;
}
