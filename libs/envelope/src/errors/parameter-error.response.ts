import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { DetailResponse } from './detail.response.js';

/** One entry of `data.errors`. */
@ApiSchema({ name: 'FieldError' })
export class FieldErrorResponse {
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
@ApiSchema({ name: 'ParameterErrorData' })
export class ParameterErrorResponse extends DetailResponse {
  @ApiPropertyOptional({
    type: [FieldErrorResponse],
    description: 'Every invalid field; the first one is in `msg`',
  })
  errors?: FieldErrorResponse[];
}
