import { ApiProperty } from '@nestjs/swagger';

/** `data` of a reset password. */
export class ResetResponse {
  @ApiProperty({ description: 'Whose password it is', example: 'jane@example.com' })
  account!: string;

  @ApiProperty({ description: 'How many resets there were', example: 1 })
  resets!: number;
}
