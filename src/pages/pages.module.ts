import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/messaging.module.js';
import { DeliveryModule } from '../user/captcha/delivery/delivery.module.js';
import { OutboxController } from './outbox/outbox.controller.js';
import { RecipientMatcher } from './outbox/recipient-matcher.js';

/** The API behind the pages for people. The pages themselves are files: see `setUpPages()`. */
@Module({
  imports: [MessagingModule, DeliveryModule],
  controllers: [OutboxController],
  providers: [RecipientMatcher],
})
export class PagesModule {}
