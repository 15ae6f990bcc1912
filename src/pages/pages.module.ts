import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/messaging.module.js';
import { UserModule } from '../user/index.js';
import { DemoTokenController } from './demo-token/demo-token.controller.js';
import { OutboxController } from './outbox/outbox.controller.js';

/** The API behind the pages for people. The pages themselves are files: see `setUpPages()`. */
@Module({ imports: [MessagingModule, UserModule], controllers: [OutboxController, DemoTokenController] })
export class PagesModule {}
