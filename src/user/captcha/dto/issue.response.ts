import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** `data` of the issue endpoint, without the code. */
export class IssueResponse {
  @ApiProperty({ description: 'Id of the code: 20 characters', example: 'Y1goJMD3qvs6jZ63QUXN' })
  codeID!: string;

  @ApiProperty({
    description:
      'For `image`: a PNG data URI of 240×80 pixels, or a WAV data URI of a few seconds with `presentation` `audio`. Empty for other types',
    example: 'data:image/png;base64,…',
  })
  url!: string;

  @ApiProperty({ description: 'Lifetime of the code in seconds', example: 180 })
  expire!: number;

  @ApiPropertyOptional({
    description: 'Seconds until the same account may request another code (`email`, `phone`)',
    example: 60,
  })
  resendAfter?: number;

  @ApiPropertyOptional({ description: 'Masked recipient (`email`, `phone`)', example: '6***@q***.com' })
  sentTo?: string;
}
