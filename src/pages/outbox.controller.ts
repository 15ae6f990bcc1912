import { Controller, Get, Headers, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiEnvelope, ApiFailures, AppError, CommonErrors } from '@system-management/envelope';
import { Outbox, type OutboxMessage } from '@system-management/messaging';
import { SETTINGS, type Settings } from '../app.config.js';
import { errorText, FALLBACK_LANGUAGE } from '../languages/index.js';
import { OutboxQuery } from './outbox.query.js';
import { OutboxResponse } from './outbox.response.js';

/** The development inbox: what would have been sent, and the answers of images. */
@ApiTags('outbox')
@Controller('outbox')
export class OutboxController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  @Get('messages')
  @ApiOperation({
    summary: 'Read the outbox',
    description: 'Newest first, the last 200. Exists only while `OUTBOX=on`, which production refuses.',
  })
  @ApiEnvelope(OutboxResponse, { description: 'The messages' })
  @ApiFailures([CommonErrors.Parameter, CommonErrors.Permissions, CommonErrors.NotFound], (name) =>
    errorText(name, FALLBACK_LANGUAGE),
  )
  async messages(
    @Query() query: OutboxQuery,
    @Headers('sec-fetch-site') site: string | undefined,
  ): Promise<{ readonly messages: readonly OutboxMessage[] }> {
    if (!this.settings.outbox) throw new AppError(CommonErrors.NotFound);
    // Any web page could ask for a developer's codes from the developer's own browser.
    if (site === 'cross-site') throw new AppError(CommonErrors.Permissions);
    return { messages: await this.outbox.messages(query.toFilter()) };
  }
}
