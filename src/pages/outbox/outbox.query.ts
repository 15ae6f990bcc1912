import { ApiPropertyOptional } from '@nestjs/swagger';
import { FieldRule, IsText, IsOptionalNotNull } from '@system-management/envelope';
import type { OutboxFilter } from '@system-management/messaging';
import { IsString } from 'class-validator';

/** Milliseconds; proxies close idle connections after about a minute. */
const MAX_WAIT = 30_000;

/** Filter of the outbox. */
export class OutboxQuery {
  @ApiPropertyOptional({
    description: 'Only messages to this recipient: an address as given in the request, or a number in E.164',
    example: '+8613800138000',
  })
  @IsText()
  @IsString()
  @IsOptionalNotNull()
  account?: string;

  @ApiPropertyOptional({ description: 'Only the message of this code', example: 'Y1goJMD3qvs6jZ63QUXN' })
  @IsText()
  @IsString()
  @IsOptionalNotNull()
  codeID?: string;

  @ApiPropertyOptional({
    description: 'Only messages that arrived after the one with this `codeID`',
  })
  @IsText()
  @IsString()
  @IsOptionalNotNull()
  after?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_WAIT,
    description: 'Milliseconds to wait for a first message (long poll)',
  })
  @FieldRule(
    'isInt',
    (value) => typeof value === 'string' && /^\d{1,5}$/.test(value) && Number(value) <= MAX_WAIT,
  )
  @IsOptionalNotNull()
  wait?: string;

  toFilter(): OutboxFilter {
    const { account, codeID, after, wait = '0' } = this;
    return { account, codeID, after, waitMs: Number(wait) };
  }
}
