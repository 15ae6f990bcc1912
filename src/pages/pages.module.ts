import { Module } from '@nestjs/common';
import { OutboxController } from './outbox/outbox.controller.js';

/** What people look at rather than call. */
@Module({ controllers: [OutboxController] })
export class PagesModule {}
