import { ApiProperty } from '@nestjs/swagger';
import { HiddenField, IsExclusiveWith, IsText } from '@system-management/envelope';
import { Allow, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { TICKET_EXAMPLE } from '../challenge/examples.js';

/** Characters: tickets have half as many. */
const MAX_TICKET_LENGTH = 2048;

/** A ticket instead of a code, on a route behind `@RequireCaptcha`. */
export class TicketRequest {
  @ApiProperty({
    description:
      '`data.ticket` of a verified code with the same `use`, instead of `codeID` and `code`. Valid once',
    example: TICKET_EXAMPLE,
    maxLength: MAX_TICKET_LENGTH,
  })
  @IsExclusiveWith('codeID')
  @IsExclusiveWith('code')
  @IsText()
  @MaxLength(MAX_TICKET_LENGTH)
  @IsString()
  @IsNotEmpty()
  @HiddenField()
  ticket!: string;

  /** Declared for {@link IsExclusiveWith}. */
  @Allow()
  code?: unknown;

  @Allow()
  codeID?: unknown;
}
