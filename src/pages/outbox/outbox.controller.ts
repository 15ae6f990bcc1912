import { Controller, Get, Header, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiEnvelope, ApiFailures, AppError, CommonErrors, SkipEnvelope } from '@system-management/envelope';
import { Outbox, type OutboxMessage } from '@system-management/messaging';
import { SkipTenant } from '@system-management/request-context';
import { errorText, FALLBACK_LANGUAGE } from '../../languages/index.js';
import { OutboxGuard } from './outbox.guard.js';
import { OutboxQuery } from './outbox.query.js';
import { OutboxResponse } from './outbox.response.js';

/**
 * A mail is a stranger's page: it may look as its template wants, in a frame of ours, and neither run nor load
 * anything. Its own address gives it its own policy, where a `srcdoc` frame would inherit the page's, which allows no
 * inline styles.
 */
const MAIL_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

/** The development inbox: what would have been sent, and the answers of images. */
@ApiTags('outbox')
@SkipTenant()
@UseGuards(OutboxGuard)
@Controller('outbox')
export class OutboxController {
  constructor(@Inject(Outbox) private readonly outbox: Outbox) {}

  @Get('messages')
  @ApiOperation({
    summary: 'Read the outbox',
    description:
      'What would have been sent, newest first, the last 200, and the answers of images. With `wait` it is a long poll for end-to-end tests. Exists only while `OUTBOX=on`, which production refuses.',
  })
  @ApiEnvelope(OutboxResponse, { description: 'The messages' })
  @ApiFailures([CommonErrors.Parameter, CommonErrors.Permissions, CommonErrors.NotFound], (name) =>
    errorText(name, FALLBACK_LANGUAGE),
  )
  async messages(@Query() query: OutboxQuery): Promise<{ readonly messages: readonly OutboxMessage[] }> {
    return { messages: await this.outbox.messages(query.toFilter()) };
  }

  /** The mail as its reader sees it, for the frame on the page. */
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
