import { ApiPropertyOptional } from '@nestjs/swagger';
import { FieldRule, INTEGER, IsText, NormalizeText } from '@system-management/envelope';
import { visibleText } from '@system-management/human-input';
import { IsOptional, IsString } from 'class-validator';

/** Milliseconds; proxies close idle connections after about a minute. */
const MAX_WAIT = 30_000;

/** Filter of the outbox. */
export class OutboxQuery {
  @ApiPropertyOptional({
    description:
      'Only messages to this account, written as in any issue request: in any case, with the separators of a phone number, or as dialled in the country of the tenant. A `+` need not be percent-encoded',
    example: '+8613800138000',
  })
  @IsText()
  @IsString()
  @IsOptional()
  @NormalizeText(visibleQueryText)
  account?: string;

  @ApiPropertyOptional({ description: 'Only the message of this code', example: 'Y1goJMD3qvs6jZ63QUXN' })
  @IsText()
  @IsString()
  @IsOptional()
  @NormalizeText(visibleText)
  codeID?: string;

  @ApiPropertyOptional({
    description:
      'Only messages that arrived after the one with this `codeID`. If that message was removed: all messages, without waiting',
  })
  @IsText()
  @IsString()
  @IsOptional()
  after?: string;

  @ApiPropertyOptional({
    ...INTEGER,
    minimum: 0,
    maximum: MAX_WAIT,
    description: 'Milliseconds to wait for a first message (long poll)',
  })
  @FieldRule(
    'isInt',
    (value) => typeof value === 'string' && /^\d{1,5}$/.test(value) && Number(value) <= MAX_WAIT,
  )
  @IsOptional()
  wait?: string;
}

/**
 * What an account of a query string may mean. Query parsers read `+` as a space, so that `a+b@example.com` without
 * percent-encoding arrives as `a b@example.com`, and ` 8613800138000` is `+8613800138000`.
 * @returns nothing for an account without visible characters
 */
export function spellingsOf(account: string): readonly string[] {
  const visible = visibleText(account);
  if (visible === '') return [];
  return [...new Set([visible, account.replace(/^ /, '+'), visible.replaceAll(' ', '+')])];
}

/** Keeps a space in front, which may be the `+` of a phone number. */
function visibleQueryText(text: string): string {
  return (text.startsWith(' ') ? ' ' : '') + visibleText(text);
}
