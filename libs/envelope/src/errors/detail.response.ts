import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** `data` of a plain Nest exception below 500; absent if the exception has no message. */
@ApiSchema({ name: 'DetailData' })
export class DetailResponse {
  @ApiPropertyOptional({
    description: 'For programs and logs: the message of the exception, not translated',
    example: 'Role exists',
  })
  detail?: string;
}
