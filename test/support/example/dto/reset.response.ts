import { ApiProperty } from '@nestjs/swagger';

/** `data` of a password reset. */
export class ResetResponse {
  @ApiProperty({ description: 'The account whose password was reset', example: 'jane@example.com' })
  account!: string;

  @ApiProperty({ description: 'Number of resets of this account', example: 1 })
  resets!: number;
}
