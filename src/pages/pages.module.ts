import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/messaging.module.js';
import { OutboxController } from './outbox/outbox.controller.js';

/** The API behind the pages for people. The pages themselves are files: see `setUpPages()`. */
@Module({ imports: [MessagingModule], controllers: [OutboxController] })
export class PagesModule {}
