import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { INTEGER } from '../integer.js';
import { DetailResponse } from './detail.response.js';

/** `data` of a failure that ends by itself. */
@ApiSchema({ name: 'RetryData' })
export class RetryResponse extends DetailResponse {
  @ApiProperty({
    ...INTEGER,
    description: 'Seconds to wait, also in the header `Retry-After`',
    example: 42,
  })
  retryAfter!: number;
}
