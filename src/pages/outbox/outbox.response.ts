import { ApiProperty } from '@nestjs/swagger';
import { INTEGER } from '@system-management/envelope';
import type { OutboxMessage } from '@system-management/messaging';

/** One message that was not sent. */
export class OutboxMessageResponse implements OutboxMessage {
  @ApiProperty({ example: 'Y1goJMD3qvs6jZ63QUXN' })
  codeID!: string;

  @ApiProperty({ example: 'phone' })
  type!: string;

  @ApiProperty({ example: 'login' })
  use!: string;

  @ApiProperty({ example: 'default' })
  tenant!: string;

  @ApiProperty({ description: 'Recipient; empty for an image', example: '+8613800138000' })
  account!: string;

  @ApiProperty({ example: '637828' })
  code!: string;

  @ApiProperty({ example: 'en' })
  language!: string;

  @ApiProperty({ description: 'Empty for an SMS or an image', example: '' })
  subject!: string;

  @ApiProperty({ example: '[Default] 637828 is your code for signing in, valid 3 min. Never share it.' })
  text!: string;

  @ApiProperty({ description: 'Empty unless it is a mail', example: '' })
  html!: string;

  @ApiProperty({ description: 'ISO 8601', example: '2026-11-24T09:30:00.000Z' })
  at!: string;
}

/** `data` of the outbox. */
export class OutboxResponse {
  @ApiProperty({ type: [OutboxMessageResponse], description: 'Newest first' })
  messages!: OutboxMessageResponse[];

  @ApiProperty({
    description:
      'Whether these are all messages that match, and not only those after `after`. It is `true` without `after`, and when the message of `after` was removed',
    example: true,
  })
  complete!: boolean;
}

/** `data` of a cleared outbox. */
export class OutboxClearedResponse {
  @ApiProperty({ ...INTEGER, minimum: 0, description: 'How many messages were removed', example: 12 })
  removed!: number;
}
