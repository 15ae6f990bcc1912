import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { INTEGER } from '../integer.js';

const DETAIL = {
  description: "For programs and logs: the message of the exception, in the code's own language",
  example: 'Role exists',
};

/** One entry of `data.errors`. */
@ApiSchema({ name: 'FieldError' })
export class FieldErrorData {
  @ApiProperty({ description: 'Name of the field or header, with dots inside objects', example: 'account' })
  field!: string;

  @ApiProperty({ description: 'Name of the rule that it breaks', example: 'isEmail' })
  rule!: string;

  @ApiProperty({
    description: 'For people, in the language of the request',
    example: 'That is not an e-mail address. Check it and try again.',
  })
  message!: string;
}

/** `data` of an invalid request. */
export class ParameterErrorData {
  @ApiPropertyOptional({
    type: [FieldErrorData],
    description: 'Every invalid field; the first one is in `msg`',
  })
  errors?: FieldErrorData[];

  @ApiPropertyOptional(DETAIL)
  detail?: string;
}

/** `data` of a failure that ends by itself. */
export class RetryData {
  @ApiProperty({
    ...INTEGER,
    description: 'Seconds to wait, also in the header `Retry-After`',
    example: 42,
  })
  retryAfter!: number;

  @ApiPropertyOptional(DETAIL)
  detail?: string;
}

/** `data` of a plain Nest exception below 500; absent if the exception has no message. */
export class DetailData {
  @ApiPropertyOptional(DETAIL)
  detail?: string;
}
