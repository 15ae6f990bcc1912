import { Controller, Delete, Get, Header, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiEnvelope, ApiFailures, AppError, CommonErrors, SkipEnvelope } from '@system-management/envelope';
import { Outbox } from '@system-management/messaging';
import { SkipTenant } from '@system-management/request-context';
import { documentedMsg } from '../../pipeline/api-errors.js';
import { RecipientMatcher } from '../../user/index.js';
import { OutboxGuard } from './outbox.guard.js';
import { OutboxQuery, spellingsOf } from './outbox.query.js';
import { OutboxClearedResponse, OutboxResponse } from './outbox.response.js';

/**
 * The HTML of a mail is untrusted: it may use inline styles and data URIs, but run no scripts and load nothing. It has
 * a URL of its own, because a `srcdoc` frame inherits the policy of the page, which forbids inline styles.
 */
const MAIL_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

/** The development inbox: messages that were not sent, and the answers to images. */
@ApiTags('outbox')
@SkipTenant()
@UseGuards(OutboxGuard)
@Controller('outbox')
export class OutboxController {
  constructor(
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(RecipientMatcher) private readonly recipients: RecipientMatcher,
  ) {}

  @Get('messages')
  @ApiOperation({
    operationId: 'listOutboxMessages',
    summary: 'Read the outbox',
    description:
      'The last 200 messages that were not sent, and the answers to images, newest first. With `wait` it is a long poll for end-to-end tests. Exists only with `OUTBOX=on`, which production refuses.',
  })
  @ApiEnvelope(OutboxResponse, { description: 'The messages' })
  @ApiFailures([CommonErrors.Parameter, CommonErrors.Permissions, CommonErrors.NotFound], (_, definition) =>
    documentedMsg(definition),
  )
  async messages(@Query() { account, codeID, after, wait = '0' }: OutboxQuery): Promise<OutboxResponse> {
    const matches = account === undefined ? undefined : this.recipients.matching(spellingsOf(account));
    const { messages, isComplete } = await this.outbox.read({
      codeID,
      after,
      matches,
      waitMs: Number(wait),
    });
    return { messages, complete: isComplete };
  }

  @Delete('messages')
  @ApiOperation({
    operationId: 'clearOutboxMessages',
    summary: 'Clear the outbox',
    description:
      'Removes all messages. Their codes stay valid. Exists only with `OUTBOX=on`, which production refuses.',
  })
  @ApiEnvelope(OutboxClearedResponse, { description: 'How many messages were removed' })
  @ApiFailures([CommonErrors.Permissions, CommonErrors.NotFound], (_, definition) =>
    documentedMsg(definition),
  )
  clear(): OutboxClearedResponse {
    return { removed: this.outbox.clear() };
  }

  /** The HTML of a mail, for the frame on the page. */
  @Get('mail/:codeID')
  @ApiExcludeEndpoint()
  @SkipEnvelope()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', MAIL_CSP)
  async mail(@Param('codeID') codeID: string): Promise<string> {
    const [message] = await this.outbox.messages({ codeID });
    if (!message?.html) throw new AppError(CommonErrors.NotFound);
    return message.html;
  }
}
