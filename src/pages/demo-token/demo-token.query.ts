import { IsText } from '@system-management/envelope';
import { IsOptional, IsString } from 'class-validator';

/** The user of a demo token. */
export class DemoTokenQuery {
  /** Id of the user. */
  @IsText()
  @IsString()
  @IsOptional()
  user?: string;
}
