import { ApiProperty } from '@nestjs/swagger';
import { IsExclusiveWith, IsText } from '@system-management/envelope';
import { Allow, IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** Ours are half as long. */
const LONGEST_TICKET = 2048;

/** A ticket in place of a code, on a route that wants something proven. */
export class TicketRequest {
  @ApiProperty({
    description:
      '`data.ticket` of a verified code, of the same `use`: taken once, instead of `codeID` and `code`',
    example: 'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9…',
    maxLength: LONGEST_TICKET,
  })
  @IsExclusiveWith('codeID')
  @IsExclusiveWith('code')
  @IsText()
  @MaxLength(LONGEST_TICKET)
  @IsString()
  @IsNotEmpty()
  ticket!: string;

  /** Declared so that their presence is seen. */
  @Allow()
  code?: unknown;

  @Allow()
  codeID?: unknown;
}
