import { ApiProperty } from '@nestjs/swagger';
import { IsText } from '@system-management/envelope';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** Body of the reset endpoint, beside the fields that @RequireCaptcha() adds. */
export class ResetRequest {
  @ApiProperty({ description: 'The new password', example: 'correct horse battery staple', maxLength: 64 })
  @IsText()
  @MaxLength(64)
  @IsString()
  @IsNotEmpty()
  password!: string;
}
